"""Periodic jobs of pricing."""

from yutang.kernel.jobs import periodic
from yutang.revenue.pricing.api import expire_coupons, go_on_with_issues


@periodic(seconds=60, name="expire-coupons")
def expire() -> int:
    """Put coupons whose time is over aside."""
    return expire_coupons()


@periodic(seconds=2, name="issue-coupons")
def issue() -> int:
    """Go on with issues to many customers."""
    return go_on_with_issues()
