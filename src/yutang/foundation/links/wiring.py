"""What links registers at start: its checks and the targets of the modules below."""

from yutang.foundation.catalog.api import gone_products
from yutang.foundation.links import checks
from yutang.foundation.links.contracts import TargetKind
from yutang.foundation.links.targets import register_target

__all__ = ["checks"]

register_target(
    TargetKind.PRODUCT,
    path="/pages/product/detail?id={id}",
    gone_ids=gone_products,
    gone_notice="好友分享的商品已经不卖了，看看别的吧",
)
register_target(TargetKind.CATEGORY, path="/pages/category/index?id={id}")
