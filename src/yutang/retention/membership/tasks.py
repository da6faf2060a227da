"""Periodic jobs of membership."""

from yutang.kernel.jobs import periodic
from yutang.retention.membership.services.expire_points import expire_points, thaw_points


@periodic(seconds=60, name="thaw-points")
def thaw() -> int:
    """Make points spendable whose freeze is over."""
    return thaw_points()


@periodic(seconds=300, name="expire-points")
def expire() -> int:
    """Let points end whose day has passed."""
    return expire_points()
