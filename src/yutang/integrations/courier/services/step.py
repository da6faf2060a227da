"""Move parcels on, by hand or by the clock."""

from datetime import datetime, timedelta

from django.db import transaction

from yutang.integrations.courier.contracts import CourierEvent
from yutang.integrations.courier.models import Waybill
from yutang.integrations.courier.route import ROUTE
from yutang.kernel import clock

BATCH = 500


@transaction.atomic
def step(waybill_no: str) -> CourierEvent | None:
    """Tell the next event of one parcel now; None when it is delivered or not ours."""
    row = Waybill.objects.select_for_update().filter(no=waybill_no).first()
    if row is None or row.step >= len(ROUTE):
        return None
    event = _advance(row, clock.now())
    row.save(update_fields=["step", "status", "next_due_at"])
    return event


@transaction.atomic
def advance_due(*, limit: int = BATCH) -> list[CourierEvent]:
    """Tell every event that is due by the clock, parcel by parcel in order; call again while there are any."""
    now = clock.now()
    rows = list(
        Waybill.objects.select_for_update(skip_locked=True)
        .filter(next_due_at__lte=now)
        .order_by("next_due_at")[:limit]
    )
    events: list[CourierEvent] = []
    for row in rows:
        while row.next_due_at is not None and row.next_due_at <= now:
            events.append(_advance(row, row.next_due_at))
    Waybill.objects.bulk_update(rows, ["step", "status", "next_due_at"])
    return events


def _advance(row: Waybill, at: datetime) -> CourierEvent:
    stop = ROUTE[row.step]
    row.step += 1
    row.status = stop.status
    # Stepping by hand shifts the rest of the journey: the next stop is as far from this one as the timetable says.
    following = ROUTE[row.step] if row.step < len(ROUTE) else None
    row.next_due_at = at + timedelta(hours=following.hours - stop.hours) if following else None
    return CourierEvent(
        waybill_no=row.no,
        sequence=row.step,
        status=stop.status,
        city=row.to_city if stop.is_there else row.from_city,
        text=stop.text.format(from_city=row.from_city or "始发地", to_city=row.to_city or "目的地"),
        happened_at=at,
    )
