"""What couriers say about parcels."""

from collections.abc import Sequence

from django.db import transaction

from yutang.integrations.courier.contracts import CourierEvent
from yutang.kernel import outbox
from yutang.kernel.batches import insert_columns
from yutang.revenue.orders.events import ParcelMoved
from yutang.revenue.orders.models import Order, ParcelKind, Shipment, ShipmentEvent

DELIVERED = "delivered"


@transaction.atomic
def record_courier_events(events: Sequence[CourierEvent]) -> int:
    """Store a batch of courier events and tell the world; known ones and strange parcels are left alone.

    Returns how many were new. An event that comes late keeps its place in the list, and a delivered parcel stays so.
    """
    if not events:
        return 0
    numbers = {event.waybill_no for event in events}
    shipments = {
        row.waybill_no: row
        for row in Shipment.objects.select_for_update(of=("self",))
        .select_related("order")
        .filter(waybill_no__in=numbers)
        .order_by("pk")
    }
    known = set(
        ShipmentEvent.objects.filter(shipment__waybill_no__in=numbers).values_list("shipment_id", "sequence")
    )
    fresh: list[tuple[Shipment, CourierEvent]] = []
    for event in sorted(events, key=lambda e: (e.waybill_no, e.sequence)):
        shipment = shipments.get(event.waybill_no)
        if shipment is not None and (shipment.pk, event.sequence) not in known:
            known.add((shipment.pk, event.sequence))
            fresh.append((shipment, event))
    _store(fresh)
    return len(fresh)


def _store(fresh: Sequence[tuple[Shipment, CourierEvent]]) -> None:
    if not fresh:
        return
    insert_columns(
        ShipmentEvent,
        shipment_id=[shipment.pk for shipment, _ in fresh],
        sequence=[event.sequence for _, event in fresh],
        status=[event.status[:20] for _, event in fresh],
        city=[event.city[:40] for _, event in fresh],
        text=[event.text[:200] for _, event in fresh],
        happened_at=[event.happened_at for _, event in fresh],
    )
    changed: dict[int, Shipment] = {}
    for shipment, event in fresh:
        if shipment.status != DELIVERED:
            shipment.status = event.status[:20]
            changed[shipment.pk] = shipment
        if event.status == DELIVERED:
            shipment.delivered_at = event.happened_at
        if event.status == DELIVERED and shipment.kind == ParcelKind.ORDER:
            Order.objects.filter(pk=shipment.order_id, delivered_at__isnull=True).update(
                delivered_at=event.happened_at
            )
    Shipment.objects.bulk_update(list(changed.values()), ["status", "delivered_at"])
    outbox.publish_many(
        [
            ParcelMoved(
                order_id=shipment.order_id,
                order_no=shipment.order.no,
                customer_id=shipment.order.customer_id,
                waybill_no=shipment.waybill_no,
                status=event.status,
                city=event.city,
                happened_at=event.happened_at.isoformat(),
                parcel=shipment.kind,
            )
            for shipment, event in fresh
        ],
        at=[event.happened_at for _, event in fresh],
    )
