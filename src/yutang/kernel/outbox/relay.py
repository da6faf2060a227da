"""The relay gives committed events a dense position: the only order that readers may follow.

Ids become visible out of order under concurrent commits; a reader that follows them loses events. One relay
at a time (the head's row is its lock) numbers whatever is visible. A subject's later event is inserted only
after the earlier one committed, so no snapshot shows the later one alone, and within a snapshot ids decide.

What waits stands in a narrow table, and so do the places: the event itself is written once.
"""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import F

from yutang.kernel.models import Head, Waiting

BATCH = 5000
_MOVE = """
    WITH gone AS (
        DELETE FROM kernel_waiting
        WHERE ctid = ANY(ARRAY(SELECT ctid FROM kernel_waiting ORDER BY event_id LIMIT %s))
        RETURNING event_id)
    INSERT INTO kernel_place (position, event_id)
    SELECT %s + row_number() OVER (ORDER BY event_id), event_id FROM gone
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
    if not Waiting.objects.exists():
        return 0
    with transaction.atomic():
        # The lock has a statement of its own: the next statement's snapshot is taken after it.
        head = Head.objects.select_for_update().filter(pk=1).first()
        if head is None:
            Head.objects.get_or_create(pk=1)
            head = Head.objects.select_for_update().get(pk=1)
        with connection.cursor() as cursor:
            count = _place(cursor, head.last, limit)
        if count:
            Head.objects.filter(pk=1).update(last=F("last") + count)
    return count


def _place(cursor: CursorWrapper, last: int, limit: int) -> int:
    if connection.vendor == "postgresql":
        cursor.execute(_MOVE, [limit, last])
        return int(cursor.rowcount)
    # One writer at a time: nothing joins the queue between the two statements.
    cursor.execute(_PLACE, [last, limit])
    count = int(cursor.rowcount)
    cursor.execute(_FORGET, [last + count])
    return count


def head_position() -> int:
    """Return the last position given."""
    return Head.objects.filter(pk=1).values_list("last", flat=True).first() or 0
