"""How many coupons of a source's history are stored as used."""

from yutang.revenue.pricing.contracts import CouponStatus
from yutang.revenue.pricing.models import Coupon


def redeemed_count(key_prefix: str) -> int:
    """Count the used coupons whose key begins with the prefix."""
    return Coupon.objects.filter(key__startswith=key_prefix, status=CouponStatus.USED).count()
