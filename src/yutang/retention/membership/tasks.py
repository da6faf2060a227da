"""Periodic jobs of membership."""

from yutang.kernel.jobs import periodic
from yutang.retention.membership.api import (
    end_cards,
    expire_points,
    issue_due_coupons,
    renew_levels,
    thaw_points,
)


@periodic(seconds=60, name="thaw-points")
def thaw() -> int:
    """Make points spendable whose freeze is over."""
    return thaw_points()


@periodic(seconds=300, name="expire-points")
def expire() -> int:
    """Let points end whose day has passed."""
    return expire_points()


@periodic(seconds=300, name="renew-member-levels")
def renew() -> int:
    """Look again at levels whose period has ended."""
    return renew_levels()


@periodic(seconds=300, name="end-member-cards")
def end() -> int:
    """Close cards whose time is over."""
    return end_cards()


@periodic(seconds=600, name="issue-card-coupons")
def issue() -> int:
    """Give this month's coupons of running cards."""
    return issue_due_coupons()
