"""Coupons whose time is over."""

from yutang.kernel import clock
from yutang.revenue.pricing.contracts import CouponStatus
from yutang.revenue.pricing.models import Coupon

BATCH = 5_000


def expire_coupons() -> int:
    """Mark available coupons whose time is over as expired, a bounded batch at a time. Returns how many."""
    over = Coupon.objects.filter(status=CouponStatus.AVAILABLE, valid_until__lte=clock.now())
    ids = list(over.order_by("valid_until").values_list("pk", flat=True)[:BATCH])
    return Coupon.objects.filter(pk__in=ids, status=CouponStatus.AVAILABLE).update(
        status=CouponStatus.EXPIRED
    )
