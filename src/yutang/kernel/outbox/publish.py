"""Writing the log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zlib import crc32

from django.db import connection, transaction

from yutang.kernel import clock
from yutang.kernel.batches import insert_columns, insert_text, send, unnest_statement
from yutang.kernel.models import Event
from yutang.kernel.outbox import wake
from yutang.kernel.outbox.events import DomainEvent, encode

SHARDS = 16
_AND_WAIT = "WITH written AS ({} RETURNING id) INSERT INTO kernel_waiting (event_id) SELECT id FROM written"
_JOIN_QUEUE = "INSERT INTO kernel_waiting (event_id) SELECT id FROM {before}"


def publish(event: DomainEvent, *, at: datetime | None = None) -> None:
    """Append one event inside the caller's transaction."""
    publish_many([event], at=at)


def publish_many(events: Sequence[DomainEvent], *, at: datetime | Sequence[datetime] | None = None) -> None:
    """Append events in this order inside the caller's transaction (one statement on PostgreSQL).

    ``at`` is when it happened: one moment for all or one per event; default now. Outside a transaction this
    is a programming error (RuntimeError): the log would tell what never became true. The caller holds a lock
    on each subject, otherwise two writers of one subject may be read in either order.
    """
    if not events:
        return
    if not connection.in_atomic_block:
        raise RuntimeError(f"{type(events[0]).__name__} was published outside a transaction")
    subjects = [event.subject for event in events]
    moments = list(at) if isinstance(at, Sequence) else [at or clock.now()] * len(events)
    _append(
        {
            "subject": subjects,
            "name": [event.name for event in events],
            "version": [event.version for event in events],
            "shard": [crc32(subject.encode()) % SHARDS for subject in subjects],
            "payload": [encode(event) for event in events],
            "occurred_at": moments,
        }
    )
    transaction.on_commit(wake.signal)


def _append(columns: dict[str, list[Any]]) -> None:
    if connection.vendor == "postgresql":
        text = insert_text(Event, columns)
        if text is not None:
            send(f"{text[0]} RETURNING id", _JOIN_QUEUE, values=text[1])
            return
        statement, parameters = unnest_statement(Event, columns)
        with connection.cursor() as cursor:
            cursor.execute(_AND_WAIT.format(statement), parameters)
        return
    insert_columns(Event, **columns)  # a trigger puts each into the queue
