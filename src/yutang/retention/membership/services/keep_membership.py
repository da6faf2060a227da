"""What an order's story does to its buyer's points, growth, benefits and cards."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.outbox import Received
from yutang.retention.membership.services.members import hold_members
from yutang.retention.membership.services.reward_orders import reward_orders
from yutang.retention.membership.services.settle_rewards import release_rewards, take_back_rewards
from yutang.retention.membership.services.take_claims import give_back_for_cancelled, give_back_for_refunded
from yutang.revenue.orders.events import OrderAfterSaleClosed, OrderCancelled, OrderPaid, OrderRefunded


@transaction.atomic
def keep_membership(batch: Sequence[Received[Any]]) -> None:
    """Paid → earn · cancelled and refunded → give back and take back · closed → set free; in the order of the log.

    Every member of the batch is locked first: after that nothing waits for a member while it holds the ledger.
    """
    current = [received for received in batch if not getattr(received.event, "imported", False)]
    hold_members({r.event.customer_id for r in current if r.event.customer_id}, at=clock.now())
    for kind, run in groupby(current, key=lambda received: type(received.event)):
        _CONSEQUENCES[kind](list(run))


def _refunded(run: Sequence[Received[OrderRefunded]]) -> None:
    give_back_for_refunded(run)
    take_back_rewards(run)


_CONSEQUENCES: dict[type[Any], Any] = {
    OrderPaid: reward_orders,
    OrderCancelled: give_back_for_cancelled,
    OrderRefunded: _refunded,
    OrderAfterSaleClosed: release_rewards,
}
