"""Hand a parcel over."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from yutang.integrations.courier.contracts import WaybillFacts
from yutang.integrations.courier.models import Waybill
from yutang.integrations.courier.route import ROUTE
from yutang.kernel import clock
from yutang.kernel.ids import dated_no

CARRIER = "鱼塘速运"


def create_waybill(*, from_city: str, to_city: str, carrier: str = "", waybill_no: str = "") -> WaybillFacts:
    """Register a parcel, inside the caller's transaction; a number that is known gives the same parcel again."""
    now = clock.now()
    no = waybill_no.strip()[:40] or dated_no("YT", now)
    values = {
        "carrier": carrier.strip()[:40] or CARRIER,
        "from_city": from_city[:40],
        "to_city": to_city[:40],
        "created_at": now,
        "next_due_at": now + timedelta(hours=ROUTE[0].hours),
    }
    try:
        with transaction.atomic():
            row, _ = Waybill.objects.get_or_create(no=no, defaults=values)
    except IntegrityError:
        row = Waybill.objects.get(no=no)
    return WaybillFacts(row.no, row.carrier, row.status, row.next_due_at)
