"""The kernel's log as text rows, in order of position."""

from collections.abc import Iterator

from yutang.insight.warehouse.contracts import StoredEvent
from yutang.kernel.models import Event
from yutang.kernel.outbox import head_position

_AT_ONCE = 5_000


def log_high_water() -> int:
    """The last position the relay has given; 0 for an empty log."""
    return head_position()


def stored_events(first: int, last: int) -> Iterator[StoredEvent]:
    """Events at positions first … last, both included. Payloads stay text: DuckDB parses them faster."""
    rows = (
        Event.objects.filter(position__gte=first, position__lte=last)
        .order_by("position")
        .values_list("position", "name", "occurred_at", "payload")
    )
    for position, name, occurred_at, text in rows.iterator(chunk_size=_AT_ONCE):
        if position is not None:
            yield StoredEvent(position, name, occurred_at.isoformat(), text)
