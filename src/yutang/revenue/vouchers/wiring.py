"""What vouchers register at start: checks, jobs, what orders freeze for them, and what of a pack can be refunded."""

from yutang.revenue.orders.api import register_refund_limit, register_snapshot
from yutang.revenue.vouchers import checks, tasks
from yutang.revenue.vouchers.api import freeze_rights, limit_refunds
from yutang.revenue.vouchers.contracts import SNAPSHOT

__all__ = ["checks", "tasks"]

register_snapshot(SNAPSHOT, freeze_rights)
register_refund_limit(SNAPSHOT, limit_refunds)
