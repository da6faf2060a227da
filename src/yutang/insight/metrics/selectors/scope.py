"""Parameters that every question shares: the span, and the stores that the asker may see."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

Stores = Collection[int] | None
"""Store ids whose rows count; None means every store, also rows of no store."""

IN_SCOPE = "($stores IS NULL OR store_id IN (SELECT unnest($stores)))"
"""For facts with a `store_id` of their own."""


def span(start: datetime, end: datetime, stores: Stores) -> dict[str, Any]:
    """Named parameters $start, $end (end excluded, UTC without zone, as facts keep it) and $stores."""
    return {"start": bare(start), "end": bare(end), "stores": None if stores is None else sorted(stores)}


def bare(at: datetime) -> datetime:
    """The instant in UTC without its zone, which is how the lake keeps time."""
    return at.astimezone(UTC).replace(tzinfo=None)
