"""The goods arrived: now it is known when the frozen money will be free."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yutang.kernel.batch_update import update_columns
from yutang.kernel.outbox import Received
from yutang.referral.affiliates.contracts import CommissionStatus
from yutang.referral.affiliates.models import Commission
from yutang.referral.affiliates.rules import release_moment
from yutang.revenue.orders.events import OrderCompleted


@transaction.atomic
def note_release_dates(batch: Sequence[Received[OrderCompleted]]) -> int:
    """Write the expected date on the orders' frozen commissions; returns how many."""
    ends = {
        received.event.order_id: datetime.fromisoformat(received.event.after_sale_until)
        for received in batch
        if received.event.after_sale_until
    }
    rows = list(
        Commission.objects.select_for_update()
        .filter(order_id__in=ends, status=CommissionStatus.FROZEN, closed_at__isnull=True)
        .order_by("pk")
    )
    for row in rows:
        row.release_at = release_moment(ends[row.order_id], int(row.explanation.get("freeze_days", 0)))
    update_columns(
        Commission, by="id", keys=[row.pk for row in rows], release_at=[row.release_at for row in rows]
    )
    return len(rows)
