"""Periodic jobs of pricing."""

from yutang.kernel.jobs import periodic
from yutang.revenue.pricing.api import expire_coupons


@periodic(seconds=60, name="expire-coupons")
def expire() -> int:
    """Put coupons whose time is over aside."""
    return expire_coupons()
