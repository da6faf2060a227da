"""The kernel's log as text rows, in order of position."""

from collections.abc import Iterator

from yutang.insight.warehouse.contracts import StoredEvent
from yutang.kernel.outbox import head_position, read_rows

_AT_ONCE = 5_000


def log_high_water() -> int:
    """The last position the relay has given; 0 for an empty log."""
    return head_position()


def stored_events(first: int, last: int) -> Iterator[StoredEvent]:
    """Events at positions first … last, both included. Payloads stay text: DuckDB parses them faster."""
    done = first - 1
    while done < last:
        rows = read_rows(after=done, limit=min(_AT_ONCE, last - done))
        if not rows:
            return
        for row in rows:
            if row.position > last:
                return
            yield StoredEvent(row.position, row.name, row.occurred_at.isoformat(), row.payload)
        done = rows[-1].position
