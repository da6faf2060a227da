"""What a reaction could not take: set aside with the later events of its subject, shown, replayed by command."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from yutang.kernel import clock
from yutang.kernel.models import Cursor, Head, Parked
from yutang.kernel.outbox import wake
from yutang.kernel.outbox.reading import Decoded, Row, rows_by_id
from yutang.kernel.outbox.registry import reactions
from yutang.kernel.queries import Query

log = logging.getLogger(__name__)
_SUBJECTS = Query(lambda: Parked.objects.order_by().values_list("reaction", "subject").distinct())
BEHIND = "同一主体的前一事件被搁置"


@dataclass(frozen=True)
class ParkedEvent:
    """One parked event as people see it; ``is_cause`` is false for those that only wait behind the cause."""

    reaction: str
    event_id: int
    position: int
    subject: str
    event_name: str
    is_cause: bool
    error: str
    attempts: int
    parked_at: datetime


def parked(*, reaction: str | None = None, limit: int = 200) -> list[ParkedEvent]:
    """Return what is parked, in the order of the log."""
    rows = Parked.objects.order_by("reaction", "position")
    if reaction is not None:
        rows = rows.filter(reaction=reaction)
    return [
        ParkedEvent(
            row.reaction,
            row.event_id,
            row.position,
            row.subject,
            row.event_name,
            row.is_cause,
            row.error,
            row.attempts,
            row.parked_at,
        )
        for row in rows[:limit]
    ]


def parked_subjects() -> dict[str, set[str]]:
    """Return the subjects that wait, by reaction."""
    found: dict[str, set[str]] = {}
    for reaction, subject in _SUBJECTS.rows():
        found.setdefault(reaction, set()).add(subject)
    return found


def park(reaction: str, failed: Sequence[tuple[Row, str]]) -> None:
    """Set rows aside inside the runner's transaction; an empty error means: waits behind its subject's cause."""
    at = clock.now()
    Parked.objects.bulk_create(
        [
            Parked(
                reaction=reaction,
                event_id=row.id,
                position=row.position,
                subject=row.subject,
                event_name=row.name,
                is_cause=bool(error),
                error=error or BEHIND,
                attempts=1 if error else 0,
                parked_at=at,
            )
            for row, error in failed
        ],
        ignore_conflicts=True,
    )


def replay(
    *, reaction: str | None = None, subject: str | None = None, from_position: int | None = None
) -> tuple[int, int]:
    """Deliver parked events again, per subject in order; returns (delivered, still parked).

    With ``from_position`` (needs ``reaction``) the reaction's cursor goes back instead, and the runner reads
    the log again from the event behind that position; effects are keyed by event, so nothing doubles.
    """
    if from_position is not None:
        if reaction is None or reaction not in reactions():
            raise ValueError(f"unknown reaction {reaction!r}")
        _rewind(reaction, from_position)
        return 0, 0
    rows = Parked.objects.order_by("position")
    if reaction is not None:
        rows = rows.filter(reaction=reaction)
    if subject is not None:
        rows = rows.filter(subject=subject)
    delivered = 0
    for name, about in dict.fromkeys(rows.values_list("reaction", "subject")):
        delivered += _replay_subject(name, about)
    return delivered, rows.count()


def _replay_subject(reaction: str, subject: str) -> int:
    handler = reactions().get(reaction)
    if handler is None:
        log.warning("reaction %s is unknown, its parked events stay", reaction)
        return 0
    delivered, first = 0, None
    while True:
        try:
            with transaction.atomic():
                # The runner holds these rows while it parks: nothing joins the queue behind our back.
                list(Cursor.objects.select_for_update().filter(reaction=reaction).order_by("shard"))
                first = Parked.objects.filter(reaction=reaction, subject=subject).order_by("position").first()
                if first is None:
                    return delivered
                row = rows_by_id([first.event_id]).get(first.event_id)
                if row is not None:
                    handler.handle(Decoded().received([row]))
                first.delete()
                delivered += 1
        except Exception as error:
            log.exception("reaction %s still cannot take %s", reaction, subject)
            if first is not None:
                rows = Parked.objects.filter(pk=first.pk)
                rows.update(error=describe(error), is_cause=True, attempts=F("attempts") + 1)
            return delivered


def describe(error: BaseException) -> str:
    """Return the short text that people see with a parked event."""
    return f"{type(error).__name__}: {error}"[:2000]


def _rewind(reaction: str, position: int) -> None:
    with transaction.atomic():
        rows = Cursor.objects.select_for_update().filter(reaction=reaction).order_by("shard")
        if not list(rows):
            raise ValueError(f"{reaction} has not read anything yet")
        Cursor.objects.filter(reaction=reaction, position__gt=position).update(position=position)
        Head.objects.filter(pk=1).update(epoch=F("epoch") + 1)
        transaction.on_commit(wake.signal)


def count_by_reaction(names: Iterable[str]) -> dict[str, int]:
    """Return how many events are parked per reaction."""
    counts = dict.fromkeys(names, 0)
    for name in Parked.objects.values_list("reaction", flat=True):
        counts[name] = counts.get(name, 0) + 1
    return counts
