"""Periodic jobs of payments."""

from yutang.kernel.jobs import periodic
from yutang.revenue.payments import api


@periodic(seconds=600, name="reconcile-days")
def reconcile_days() -> int:
    """Compare yesterday, and days whose bill was not there, with every provider."""
    return api.reconcile_due_days()
