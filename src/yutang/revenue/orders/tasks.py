"""Periodic jobs of orders."""

from yutang.kernel.jobs import periodic
from yutang.revenue.orders import api


@periodic(seconds=5, name="close-unpaid-orders")
def close_unpaid() -> int:
    """Close orders whose 30 minutes are over."""
    return api.close_unpaid()


@periodic(seconds=5, name="settle-refunds")
def settle_refunds() -> int:
    """Send refunds that wait: late payments, failed attempts, and what a crash left behind."""
    return api.settle_refunds()


@periodic(seconds=5, name="advance-parcels")
def advance_parcels() -> int:
    """Record what the embedded courier has to tell by now."""
    return api.advance_parcels()


@periodic(seconds=30, name="complete-delivered-orders")
def complete_delivered() -> int:
    """Complete orders delivered 7 days ago."""
    return api.complete_delivered()


@periodic(seconds=30, name="close-after-sales")
def close_after_sales() -> int:
    """Close after-sale windows that are over."""
    return api.close_after_sales()


@periodic(seconds=30, name="overdue-after-sales")
def run_overdue_after_sales() -> int:
    """Take requests whose time is over one step on."""
    return api.run_overdue_after_sales()
