"""Where links to coupons lead."""

from collections.abc import Collection

from yutang.foundation.links.api import register_target
from yutang.foundation.links.contracts import TargetKind
from yutang.revenue.pricing.models import CouponTemplate


def gone_templates(template_ids: Collection[int]) -> set[int]:
    """Return the coupon templates among these that nobody can take any more."""
    active = CouponTemplate.objects.filter(
        pk__in=template_ids, is_active=True, withdrawn_at=None, is_split=False
    )
    return set(template_ids) - set(active.values_list("pk", flat=True))


register_target(
    TargetKind.COUPON,
    path="/pages/coupon/landing?id={id}",
    gone_ids=gone_templates,
    gone_notice="这张优惠券已经不能领了，看看别的吧",
)
