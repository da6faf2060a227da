"""What affiliates registers at start: checks, jobs, and what orders freeze for it."""

from yutang.referral.affiliates import checks, tasks
from yutang.referral.affiliates.selectors.snapshot import freeze_commissions
from yutang.referral.affiliates.services.accrue_commissions import SNAPSHOT
from yutang.revenue.orders.api import register_snapshot

__all__ = ["checks", "tasks"]

register_snapshot(SNAPSHOT, freeze_commissions)
