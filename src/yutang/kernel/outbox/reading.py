"""Reading the log by position, decoding lazily: most readers want a few kinds of events only."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from yutang.kernel.models import Event
from yutang.kernel.outbox.events import DomainEvent, Received, decode

_COLUMNS = ("id", "position", "name", "subject", "shard", "payload", "occurred_at")


class Row(NamedTuple):
    """A stored event."""

    id: int
    position: int
    name: str
    subject: str
    shard: int
    payload: str
    occurred_at: datetime


class Decoded:
    """Decodes each row of a block once, however many reactions want it."""

    def __init__(self) -> None:
        self._known: dict[int, Received[DomainEvent]] = {}

    def received(self, rows: Sequence[Row]) -> list[Received[DomainEvent]]:
        """Return the decoded events of ``rows``; raises when a payload does not fit its class."""
        known, found = self._known, []
        for row in rows:
            received = known.get(row[0])
            if received is None:
                key, position, name, subject, shard, payload, at = row
                event = decode(name, subject, payload)
                received = known[key] = Received(event, key, position, at, name, subject, shard, payload)
            found.append(received)
        return found


def read_rows(*, after: int, limit: int) -> list[Row]:
    """Return the next rows behind a position, in order."""
    found = Event.objects.filter(position__gt=after).order_by("position").values_list(*_COLUMNS)[:limit]
    return list(map(Row._make, found))


def rows_by_id(ids: Iterable[int]) -> dict[int, Row]:
    """Return single rows by their id."""
    return {row[0]: Row(*row) for row in Event.objects.filter(pk__in=list(ids)).values_list(*_COLUMNS)}


def read_events(*, after: int, limit: int = 1000) -> list[Received[DomainEvent]]:
    """Return decoded events behind a position, in order (exports, pages that show the log)."""
    return Decoded().received(read_rows(after=after, limit=limit))
