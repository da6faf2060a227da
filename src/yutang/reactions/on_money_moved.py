"""What an order's money does to the distributors' commission.

Paid, completed, refunded and closed are read by one reaction, because their order matters: a claw-back must
never be read before the commission it takes from.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from yutang.kernel.outbox import Received, reacts_to
from yutang.referral.affiliates import api as affiliates
from yutang.revenue.orders.events import OrderAfterSaleClosed, OrderCompleted, OrderPaid, OrderRefunded

CONSEQUENCES: dict[type[Any], Any] = {
    OrderPaid: affiliates.accrue_commissions,
    OrderCompleted: affiliates.note_release_dates,
    OrderRefunded: affiliates.claw_back_commissions,
    OrderAfterSaleClosed: affiliates.release_commissions,
}


@reacts_to(OrderPaid, OrderCompleted, OrderRefunded, OrderAfterSaleClosed)
def keep_commissions(events: Sequence[Received[Any]]) -> None:
    """Paid → earn (frozen) · completed → say when it thaws · refunded → claw back · closed → release."""
    current = [e for e in events if not getattr(e.event, "imported", False)]
    for kind, run in groupby(current, key=lambda e: type(e.event)):
        CONSEQUENCES[kind](list(run))
