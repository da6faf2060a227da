"""The relay gives committed events a dense position: the only order that readers may follow.

Ids become visible out of order under concurrent commits; a reader that follows them loses events. One relay
at a time (the head's row is its lock) numbers whatever is visible. A subject's later event is inserted only
after the earlier one committed, so no snapshot shows the later one alone, and within a snapshot ids decide.
"""

from django.db import connection, transaction
from django.db.models import F

from yutang.kernel.models import Event, Head

BATCH = 5000
# PostgreSQL finds the rows again by their place: nobody else updates them, and it saves a look-up per row.
_NUMBER = """
    UPDATE kernel_event SET position = %s + f.rn
    FROM (SELECT place, row_number() OVER (ORDER BY id) AS rn
          FROM (SELECT {row} AS place, id FROM kernel_event WHERE position IS NULL ORDER BY id LIMIT %s) z) f
    WHERE kernel_event.{row} = f.place
"""


def relay_once(limit: int = BATCH) -> int:
    """Give positions to at most ``limit`` waiting events; returns how many. Safe to call from anywhere."""
    if not Event.objects.filter(position=None).exists():
        return 0
    with transaction.atomic():
        # The lock has a statement of its own: the next statement's snapshot is taken after it.
        head = Head.objects.select_for_update().filter(pk=1).first()
        if head is None:
            Head.objects.get_or_create(pk=1)
            head = Head.objects.select_for_update().get(pk=1)
        with connection.cursor() as cursor:
            row = "ctid" if connection.vendor == "postgresql" else "id"
            cursor.execute(_NUMBER.format(row=row), [head.last, limit])
            count = int(cursor.rowcount)
        if count:
            Head.objects.filter(pk=1).update(last=F("last") + count)
    return count


def head_position() -> int:
    """Return the last position given."""
    return Head.objects.filter(pk=1).values_list("last", flat=True).first() or 0
