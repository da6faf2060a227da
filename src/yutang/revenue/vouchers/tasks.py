"""Periodic jobs of vouchers."""

from yutang.kernel.jobs import periodic
from yutang.revenue.vouchers import api


@periodic(seconds=60, name="expire-vouchers")
def expire_vouchers() -> int:
    """Mark vouchers whose last day is over."""
    return api.expire_vouchers()
