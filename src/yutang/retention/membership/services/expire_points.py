"""Points whose time has come: the frozen become spendable, the old end."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.among import among
from yutang.kernel.outbox import publish_many
from yutang.retention.membership.events import PointsExpired
from yutang.retention.membership.models import PointLot
from yutang.retention.membership.services.points_book import PointsBook

BATCH = 1000


def expire_points(*, limit: int = 20_000) -> int:
    """Let points end whose day has passed, in batches of one transaction each; returns how many lots ended."""
    return _in_batches(_expire_batch, limit)


def thaw_points(*, limit: int = 20_000) -> int:
    """Make points spendable whose freeze is over, in batches; returns how many lots thawed."""
    return _in_batches(_thaw_batch, limit)


def _in_batches(step: Callable[[], int], limit: int) -> int:
    done = 0
    while done < limit:
        count = step()
        done += count
        if count < BATCH:
            break
    return done


@transaction.atomic
def _expire_batch() -> int:
    at = clock.now()
    due = PointLot.objects.filter(left__gt=0, is_frozen=False, expires_at__lte=at).order_by("expires_at")
    book, lots = _locked(list(due.values_list("pk", "customer_id")[:BATCH]), at=at)
    ended: dict[int, int] = {}
    for lot in lots:
        if not lot.is_frozen and lot.expires_at is not None and lot.expires_at <= at:
            ended[lot.customer_id] = ended.get(lot.customer_id, 0) + book.expire(lot)
    book.write()
    publish_many(
        [
            PointsExpired(customer_id, points, book.members[customer_id].points)
            for customer_id, points in ended.items()
            if points
        ]
    )
    return len(lots)


@transaction.atomic
def _thaw_batch() -> int:
    at = clock.now()
    due = PointLot.objects.filter(left__gt=0, is_frozen=True, frozen_until__lte=at).order_by("frozen_until")
    book, lots = _locked(list(due.values_list("pk", "customer_id")[:BATCH]), at=at)
    for lot in lots:
        if lot.is_frozen and lot.left and lot.frozen_until is not None and lot.frozen_until <= at:
            book.thaw(lot)
    book.write()
    return len(lots)


def _locked(pairs: list[tuple[int, int]], *, at: datetime) -> tuple[PointsBook, list[PointLot]]:
    """Lock the owners, then read the lots again: they may have moved before the lock was ours."""
    book = PointsBook.opened({customer_id for _, customer_id in pairs}, at=at)
    rows = PointLot.objects.filter(among(PointLot, "id", [pk for pk, _ in pairs])).order_by("pk")
    return book, book.load(rows)
