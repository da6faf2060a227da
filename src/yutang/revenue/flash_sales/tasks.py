"""Periodic jobs of flash sales."""

from yutang.kernel.jobs import periodic
from yutang.revenue.flash_sales import api


@periodic(seconds=2, name="close-flash-sales")
def close_sales() -> int:
    """Give back what ended sales still keep."""
    return api.close_ended_sales()
