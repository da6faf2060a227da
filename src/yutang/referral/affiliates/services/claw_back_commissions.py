"""Money went back: so does its share of the commission."""

from collections.abc import Sequence

from django.db import transaction

from yutang.kernel.batch_update import update_columns
from yutang.kernel.clock import now
from yutang.kernel.outbox import Received
from yutang.referral.affiliates.models import OrderStanding
from yutang.referral.affiliates.services.bring_up_to_date import bring_up_to_date, lock_standings
from yutang.revenue.orders.events import OrderRefunded


@transaction.atomic
def claw_back_commissions(batch: Sequence[Received[OrderRefunded]]) -> int:
    """Take back the exact share of each refunded line; returns how many commissions changed.

    Works on the total refunded per line, so replays and refunds heard in another order change nothing.
    """
    if not batch:
        return 0
    standings = lock_standings({received.event.order_id for received in batch})
    for received in batch:
        refunds = standings[received.event.order_id].refunds
        for line in received.event.lines:
            line_id, total = str(line["line_id"]), int(line["line_refunded_total_fen"])
            refunds[line_id] = max(int(refunds.get(line_id, 0)), total)
    update_columns(
        OrderStanding,
        by="order_id",
        keys=list(standings),
        refunds=[standing.refunds for standing in standings.values()],
    )
    return bring_up_to_date(standings, at=now())
