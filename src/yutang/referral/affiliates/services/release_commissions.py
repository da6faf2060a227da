"""The after-sale window closed: frozen money becomes the distributor's."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from yutang.kernel.batch_update import update_columns
from yutang.kernel.clock import now
from yutang.kernel.outbox import Received
from yutang.referral.affiliates.contracts import CommissionStatus
from yutang.referral.affiliates.models import Commission, OrderStanding
from yutang.referral.affiliates.services.bring_up_to_date import bring_up_to_date, lock_standings
from yutang.revenue.orders.events import OrderAfterSaleClosed

_BATCH = 500
_REMEMBERED = timedelta(days=30)
"""How long a closed order without commission is remembered, in case its payment is heard late."""


@transaction.atomic
def release_commissions(batch: Sequence[Received[OrderAfterSaleClosed]]) -> int:
    """Release the commissions of closed orders, or note when their freeze ends; returns how many changed."""
    if not batch:
        return 0
    standings = lock_standings({received.event.order_id for received in batch})
    for received in batch:
        standing = standings[received.event.order_id]
        standing.closed_at = standing.closed_at or received.occurred_at
    update_columns(
        OrderStanding,
        by="order_id",
        keys=list(standings),
        closed_at=[standing.closed_at for standing in standings.values()],
    )
    return bring_up_to_date(standings, at=now())


@transaction.atomic
def release_due() -> int:
    """Release what a freeze beyond the after-sale window held, and forget closed orders nobody earned by."""
    at = now()
    forgotten = OrderStanding.objects.filter(has_commission=False, closed_at__lt=at - _REMEMBERED)
    OrderStanding.objects.filter(pk__in=list(forgotten.values_list("pk", flat=True)[:_BATCH])).delete()
    due = Commission.objects.filter(
        status=CommissionStatus.FROZEN, closed_at__isnull=False, release_at__lte=at
    ).order_by("release_at")
    order_ids = set(due.values_list("order_id", flat=True)[:_BATCH])
    return bring_up_to_date(lock_standings(order_ids), at=at) if order_ids else 0
