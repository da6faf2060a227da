"""Goods leave the house."""

import orjson
from django.db import transaction

from yutang.foundation.inventory.api import StockWant, ship_many
from yutang.integrations.courier import api as courier
from yutang.integrations.courier.contracts import CourierEvent
from yutang.kernel import audit, clock, outbox
from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.revenue.orders.contracts import (
    OPEN_AFTER_SALES,
    OrderStatus,
    ParcelEvent,
    ShipmentFacts,
    order_unknown,
)
from yutang.revenue.orders.events import OrderShipped
from yutang.revenue.orders.models import AfterSale, Order, OrderLine, Shipment
from yutang.revenue.orders.rules import check_step
from yutang.revenue.orders.services.record_courier_events import record_courier_events
from yutang.revenue.pricing.contracts import Delivery

HOME_CITY = "杭州市"


def lock_for_fulfilment(order_no: str) -> Order:
    """Lock a paid order that may leave; raises NotFound, and Conflict("after_sale_open") while a refund is asked."""
    order = Order.objects.select_for_update().filter(no=order_no).first()
    if order is None:
        raise order_unknown(order_no)
    if AfterSale.objects.filter(order=order, status__in=OPEN_AFTER_SALES).exists():
        raise Conflict("after_sale_open", "客户正在申请退款，请先处理售后", order_no=order_no)
    return order


def take_from_stock(order: Order) -> None:
    """Take everything that was not given back out of stock, inside the caller's transaction."""
    lines = OrderLine.objects.filter(order=order).order_by("pk")
    ship_many(
        [
            StockWant(order.location_id or 0, line.sku_id, line.quantity - line.refunded_quantity, order.no)
            for line in lines
            if line.quantity > line.refunded_quantity
        ]
    )


@transaction.atomic
def ship_order(*, order_no: str, carrier: str = "", waybill_no: str = "", actor: str = "") -> ShipmentFacts:
    """Hand an order to the courier; without a number the embedded courier gives one.

    Raises NotFound("order_unknown"), Conflict("order_state"), Conflict("after_sale_open"), DomainError("pickup_order"),
    Conflict("waybill_taken").
    """
    order = lock_for_fulfilment(order_no)
    if order.delivery != Delivery.EXPRESS:
        raise DomainError("pickup_order", "自提和到店券订单不需要发货", status=409, order_no=order_no)
    check_step(order.no, order.status, OrderStatus.SHIPPED, "发货")
    now = clock.now()
    address = orjson.loads(order.address) if order.address else {}
    waybill = courier.create_waybill(
        from_city=HOME_CITY, to_city=str(address.get("city", "")), carrier=carrier, waybill_no=waybill_no
    )
    if Shipment.objects.filter(waybill_no=waybill.waybill_no).exists():
        raise Conflict(
            "waybill_taken", "运单号已用于另一个包裹", field="waybill_no", waybill_no=waybill.waybill_no
        )
    take_from_stock(order)
    Shipment.objects.create(
        order=order, waybill_no=waybill.waybill_no, carrier=waybill.carrier, status="created", shipped_at=now
    )
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.SHIPPED, shipped_at=now)
    audit.record(
        actor=actor or "system",
        action="order.shipped",
        subject=f"order:{order.no}",
        change={"waybill_no": waybill.waybill_no},
    )
    outbox.publish(OrderShipped(order.pk, order.no, order.customer_id, waybill.carrier, waybill.waybill_no))
    return ShipmentFacts(waybill.waybill_no, waybill.carrier, "created", now, None, ())


@transaction.atomic
def mark_ready_for_pickup(*, order_no: str, actor: str = "") -> None:
    """Say that a pick-up order waits at the counter. Raises Conflict("order_state") and DomainError("express_order")."""
    order = lock_for_fulfilment(order_no)
    if order.delivery != Delivery.PICKUP:
        raise DomainError("express_order", "配送订单请发货", status=409, order_no=order_no)
    check_step(order.no, order.status, OrderStatus.READY_FOR_PICKUP, "备货")
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.READY_FOR_PICKUP)
    audit.record(
        actor=actor or "system", action="order.ready_for_pickup", subject=f"order:{order.no}", change={}
    )
    outbox.publish(OrderShipped(order.pk, order.no, order.customer_id, "", ""))


def step_parcel(*, waybill_no: str) -> ParcelEvent | None:
    """Let the embedded courier tell its next event of a parcel now; None when there is none left.

    Raises NotFound("waybill_unknown") for a parcel we did not send.
    """
    if not Shipment.objects.filter(waybill_no=waybill_no).exists():
        raise NotFound("waybill_unknown", "没有这个包裹", waybill_no=waybill_no[:40])
    with transaction.atomic():
        event = courier.step(waybill_no)
        if event is None:
            return None
        record_courier_events([event])
    return ParcelEvent(event.status, event.city, event.text, event.happened_at)


def advance_parcels() -> int:
    """Record everything the embedded courier has to tell by now. Returns how many events were new."""
    total = 0
    while True:
        with transaction.atomic():
            events: list[CourierEvent] = courier.advance_due()
            total += record_courier_events(events)
        if not events:
            return total
