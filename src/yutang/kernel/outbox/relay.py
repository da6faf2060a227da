"""The relay gives committed events a dense position: the only order that readers may follow.

Ids become visible out of order under concurrent commits; a reader that follows them loses events. One relay
at a time (the head's row is its lock) numbers whatever is visible. A subject's later event is inserted only
after the earlier one committed, so no snapshot shows the later one alone, and within a snapshot ids decide.

What waits stands in a narrow table, and so do the places: the event itself is written once.
"""

from django.db import connection, transaction

from yutang.kernel import prepared
from yutang.kernel.models import Head, Waiting
from yutang.kernel.queries import Query

BATCH = 5000
_SOMETHING = Query(lambda: Waiting.objects.order_by().values_list("pk")[:1])
_HEAD = Query(lambda: Head.objects.select_for_update().filter(pk=1).order_by())
_ADVANCE = "UPDATE kernel_head SET last = last + %s WHERE id = 1"
_MOVE = """
    WITH gone AS (
        DELETE FROM kernel_waiting
        WHERE ctid = ANY(ARRAY(SELECT ctid FROM kernel_waiting ORDER BY event_id LIMIT %s::bigint))
        RETURNING event_id)
    INSERT INTO kernel_place (position, event_id)
    SELECT %s::bigint + row_number() OVER (ORDER BY event_id), event_id FROM gone
"""
_PLACE = """
    INSERT INTO kernel_place (position, event_id)
    SELECT %s + row_number() OVER (ORDER BY event_id), event_id
    FROM (SELECT event_id FROM kernel_waiting ORDER BY event_id LIMIT %s)
"""
_FORGET = """
    DELETE FROM kernel_waiting
    WHERE event_id <= (SELECT event_id FROM kernel_place WHERE position = %s)
"""


def relay_once(limit: int = BATCH) -> int:
    """Give positions to at most ``limit`` waiting events; returns how many. Safe to call from anywhere."""
    if not _SOMETHING.rows():
        return 0
    with transaction.atomic():
        # The lock has a statement of its own: the next statement's snapshot is taken after it.
        found = _HEAD.objects()
        head = found[0] if found else None
        if head is None:
            Head.objects.get_or_create(pk=1)
            head = Head.objects.select_for_update().get(pk=1)
        count = _place(head.last, limit)
        if count:
            prepared.run(_ADVANCE, [count])
    return count


def _place(last: int, limit: int) -> int:
    if connection.vendor == "postgresql":
        return prepared.run(_MOVE, [limit, last])[1]
    # One writer at a time: nothing joins the queue between the two statements.
    count = prepared.run(_PLACE, [last, limit])[1]
    prepared.run(_FORGET, [last + count])
    return count


def head_position() -> int:
    """Return the last position given."""
    return Head.objects.filter(pk=1).values_list("last", flat=True).first() or 0
