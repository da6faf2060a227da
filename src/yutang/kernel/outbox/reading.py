"""Reading the log by position, decoding lazily: most readers want a few kinds of events only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from yutang.kernel.models import Event
from yutang.kernel.outbox.events import DomainEvent, Received, decode

_COLUMNS = ("id", "position", "name", "subject", "shard", "payload", "occurred_at")


@dataclass(slots=True)
class Row:
    """A stored event; ``received`` decodes once and is shared by all readers of the block."""

    id: int
    position: int
    name: str
    subject: str
    shard: int
    payload: str
    occurred_at: datetime
    _received: Received[DomainEvent] | None = field(default=None)

    def received(self) -> Received[DomainEvent]:
        """Return the decoded event; raises when the payload does not fit its class."""
        if self._received is None:
            self._received = Received(
                event=decode(self.name, self.subject, self.payload),
                id=self.id,
                position=self.position,
                occurred_at=self.occurred_at,
                name=self.name,
                subject=self.subject,
                shard=self.shard,
                payload=self.payload,
            )
        return self._received


def read_rows(*, after: int, limit: int) -> list[Row]:
    """Return the next rows behind a position, in order."""
    found = Event.objects.filter(position__gt=after).order_by("position").values_list(*_COLUMNS)[:limit]
    return [Row(*row) for row in found]


def rows_by_id(ids: Iterable[int]) -> dict[int, Row]:
    """Return single rows by their id."""
    return {row[0]: Row(*row) for row in Event.objects.filter(pk__in=list(ids)).values_list(*_COLUMNS)}


def read_events(*, after: int, limit: int = 1000) -> list[Received[DomainEvent]]:
    """Return decoded events behind a position, in order (exports, pages that show the log)."""
    return [row.received() for row in read_rows(after=after, limit=limit)]
