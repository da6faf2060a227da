"""Whether a coupon fits a basket, and what it saves there."""

from collections.abc import Sequence
from datetime import datetime

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.kernel.money import yuan
from yutang.revenue.pricing.contracts import CouponFacts, CouponKind, CouponStatus
from yutang.revenue.pricing.rules.book import in_scope


def coupon_reason(
    coupon: CouponFacts,
    *,
    goods: Sequence[tuple[SkuFacts, int]],
    reduced: bool,
    shipping_fen: int,
    now: datetime,
) -> str:
    """Return why a coupon cannot be used on these goods (SKU, money so far), or "" when it can."""
    base = scope_fen(coupon, goods)
    hindrances = (
        (coupon.status != CouponStatus.AVAILABLE, "已使用或已失效"),
        (now < coupon.valid_from, "还没到使用时间"),
        (now >= coupon.valid_until, "已过期"),
        (reduced and not coupon.stacks_with_promotions, "不与满减同享"),
        (base <= 0, "没有适用的商品"),
        (base < coupon.threshold_fen, f"还差 ¥{yuan(coupon.threshold_fen - base)}"),
        (coupon.kind == CouponKind.FREE_SHIPPING and shipping_fen <= 0, "本单已免运费"),
    )
    return next((words for holds, words in hindrances if holds), "")


def scope_fen(coupon: CouponFacts, goods: Sequence[tuple[SkuFacts, int]]) -> int:
    """The money of the goods that a coupon is about."""
    return sum(fen for sku, fen in goods if in_scope(coupon.scope, sku))


def coupon_saves(coupon: CouponFacts, *, goods: Sequence[tuple[SkuFacts, int]], shipping_fen: int) -> int:
    """What a usable coupon takes off: never more than the goods it is about, or than the shipping fee."""
    if coupon.kind == CouponKind.FREE_SHIPPING:
        return shipping_fen
    return min(coupon.amount_fen, scope_fen(coupon, goods))
