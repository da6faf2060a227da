"""Reading the log by position, decoding lazily: most readers want a few kinds of events only."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection

from yutang.kernel import prepared
from yutang.kernel.models import Event, Place
from yutang.kernel.outbox.events import DomainEvent, Received, decode

_PLACES = "SELECT position, event_id FROM kernel_place WHERE position > %s ORDER BY position LIMIT %s"
_EVENTS = "SELECT id, name, subject, shard, payload, occurred_at FROM kernel_event WHERE id BETWEEN %s AND %s"
_COLUMNS = ("id", "name", "subject", "shard", "payload", "occurred_at")


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
        known, found, new = self._known, [], tuple.__new__
        for row in rows:
            received = known.get(row[0])
            if received is None:
                key, position, name, subject, shard, payload, at = row
                event = decode(name, subject, payload)
                # The generated constructor of a named tuple costs three times as much.
                received = known[key] = new(
                    Received, (event, key, position, at, name, subject, shard, payload)
                )
            found.append(received)
        return found


def read_block(*, after: int, limit: int) -> tuple[list[Row], int]:
    """Return the next events behind a position, in order, and the position up to which was read."""
    places = prepared.run(_PLACES, [after, limit])[0]
    if not places:
        return [], after
    ids = [event_id for _, event_id in places]
    lowest, highest = min(ids), max(ids)
    if highest - lowest < 2 * len(ids):
        # Ids of neighbours in the log are neighbours too: a stretch is read three times as fast as a list.
        events = {row[0]: row for row in _with_moments(prepared.run(_EVENTS, [lowest, highest])[0])}
    else:
        events = {row[0]: row for row in Event.objects.filter(pk__in=ids).values_list(*_COLUMNS)}
    new, rows = tuple.__new__, list[Row]()
    for position, event_id in places:
        found = events.get(event_id)
        if found is not None:
            rows.append(new(Row, (event_id, position, *found[1:])))
    return rows, places[-1][0]


def read_rows(*, after: int, limit: int) -> list[Row]:
    """Return the next rows behind a position, in order."""
    return read_block(after=after, limit=limit)[0]


def rows_by_id(ids: Iterable[int]) -> dict[int, Row]:
    """Return single rows by their id."""
    wanted = list(ids)
    places = dict(Place.objects.filter(event_id__in=wanted).values_list("event_id", "position"))
    rows = Event.objects.filter(pk__in=wanted).values_list(*_COLUMNS)
    return {row[0]: Row(row[0], places[row[0]], *row[1:]) for row in rows if row[0] in places}


def read_events(*, after: int, limit: int = 1000) -> list[Received[DomainEvent]]:
    """Return decoded events behind a position, in order (exports, pages that show the log)."""
    return Decoded().received(read_rows(after=after, limit=limit))


def _with_moments(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """SQLite's driver gives moments without their zone: UTC."""
    if connection.vendor == "postgresql":
        return rows
    return [(*row[:5], row[5].replace(tzinfo=UTC)) for row in rows]
