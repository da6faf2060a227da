"""Orders to show."""

from collections.abc import Sequence

import orjson
from django.db.models import Count, Q, Sum

from yutang.foundation.customers.api import customers_by_ids
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.secrets import mask_name
from yutang.revenue.orders.contracts import (
    OPEN_AFTER_SALES,
    AddressSnapshot,
    OrderDetail,
    OrdersPage,
    OrderStatus,
    ParcelEvent,
    RecentBuyer,
    ShipmentFacts,
    order_unknown,
)
from yutang.revenue.orders.models import AfterSale, Order, OrderLine, ParcelKind, Shipment, ShipmentEvent
from yutang.revenue.orders.rules import Standing, actions_of
from yutang.revenue.orders.selectors.after_sales import after_sale_facts
from yutang.revenue.orders.selectors.order_rows import lines_of, order_summary

# What the tabs of the order list mean.
TABS: dict[str, Q] = {
    **{status.value: Q(status=status) for status in OrderStatus},
    "to_ship": Q(status=OrderStatus.PAID),
    "to_receive": Q(status__in=[OrderStatus.SHIPPED, OrderStatus.READY_FOR_PICKUP]),
    "after_sale": ~Q(after_sale_status="none"),
}
MAX_PAGE = 50


def orders_page(
    *, customer_id: int, status: str | None = None, before: int | None = None, limit: int = 20
) -> OrdersPage:
    """Return a page of a customer's orders, newest first; `before` is next_before of the page above.

    status: a status, or to_ship, to_receive, after_sale. Raises DomainError naming `status`.
    """
    rows = Order.objects.filter(customer_id=customer_id).order_by("-pk")
    if status:
        if status not in TABS:
            raise DomainError("status_invalid", "没有这种订单状态", field="status")
        rows = rows.filter(TABS[status])
    if before is not None:
        rows = rows.filter(pk__lt=before)
    limit = max(1, min(limit, MAX_PAGE))
    found = list(rows[: limit + 1])
    page = found[:limit]
    lines = lines_of(page)
    return OrdersPage(
        orders=tuple(order_summary(order, lines[order.pk]) for order in page),
        next_before=page[-1].pk if len(found) > limit else None,
    )


def order_detail(*, order_no: str, customer_id: int | None = None) -> OrderDetail:
    """Return one order with everything around it; with customer_id only that customer's own.

    Raises NotFound("order_unknown"), also for somebody else's order.
    """
    rows = Order.objects.filter(no=order_no)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    order = rows.first()
    if order is None:
        raise order_unknown(order_no)
    lines = lines_of([order])[order.pk]
    after_sales = after_sale_facts(
        AfterSale.objects.filter(order=order).select_related("order").order_by("-pk")
    )
    now = clock.now()
    window_open = order.after_sale_until is None or order.after_sale_until > now
    return OrderDetail(
        summary=order_summary(order, lines),
        subtotal_fen=order.subtotal_fen,
        discount_fen=order.discount_fen,
        shipping_fen=order.shipping_fen,
        explanation=tuple(order.explanation),
        address=AddressSnapshot(**orjson.loads(order.address)) if order.address else None,
        note=order.note,
        pickup_code=order.pickup_code or "",
        coupon_code=order.coupon_code,
        points_used=order.points_used,
        points_fen=order.points_fen,
        benefits=tuple(order.benefits),
        paid_at=order.paid_at,
        shipped_at=order.shipped_at,
        completed_at=order.completed_at,
        cancelled_at=order.cancelled_at,
        cancel_reason=order.cancel_reason,
        after_sale_until=order.after_sale_until,
        shipments=_shipments(order),
        after_sales=tuple(after_sales),
        actions=actions_of(
            Standing(
                status=order.status,
                is_payable=order.pay_before is None or now < order.pay_before,
                is_refundable=window_open
                and order.after_sale_closed_at is None
                and order.imported_key is None
                and any(x.refunded_quantity < x.quantity for x in lines),
                has_open_after_sale=any(a.status in OPEN_AFTER_SALES for a in after_sales),
            )
        ),
    )


def _shipments(order: Order) -> tuple[ShipmentFacts, ...]:
    if order.shipped_at is None:
        return ()
    parcels = list(Shipment.objects.filter(order=order, kind=ParcelKind.ORDER).order_by("pk"))
    events: dict[int, list[ParcelEvent]] = {parcel.pk: [] for parcel in parcels}
    rows = ShipmentEvent.objects.filter(shipment_id__in=list(events)).order_by("-sequence")
    for row in rows:
        events[row.shipment_id].append(ParcelEvent(row.status, row.city, row.text, row.happened_at))
    return tuple(
        ShipmentFacts(p.waybill_no, p.carrier, p.status, p.shipped_at, p.delivered_at, tuple(events[p.pk]))
        for p in parcels
    )


def order_counts(customer_id: int) -> dict[str, int]:
    """Return how many orders wait in each tab: by status, to_ship, to_receive and after_sale (one statement)."""
    tabs = ("pending_payment", "paid", "shipped", "ready_for_pickup", "to_ship", "to_receive")
    counts = {name: Count("pk", filter=TABS[name]) for name in tabs}
    counts["after_sale"] = Count("pk", filter=Q(after_sale_status="applied"))
    found = Order.objects.filter(customer_id=customer_id).aggregate(**counts)
    return {name: int(found[name]) for name in counts}


def recent_buyers(product_id: int, *, limit: int = 10) -> list[RecentBuyer]:
    """Return who bought a product lately, masked, newest first: rows that exist, nothing invented."""
    rows = list(
        OrderLine.objects.filter(
            product_id=product_id, paid_at__isnull=False, order__imported_key__isnull=True
        )
        .exclude(order__status=OrderStatus.CANCELLED)
        .order_by("-paid_at")
        .values_list("order__customer_id", "quantity", "paid_at")[:limit]
    )
    people = customers_by_ids({customer_id for customer_id, _, _ in rows})
    found = []
    for customer_id, quantity, paid_at in rows:
        person = people.get(customer_id)
        if person is not None and not person.is_erased and paid_at is not None:
            found.append(RecentBuyer(mask_name(person.nickname), person.avatar, quantity, paid_at))
    return found


def paid_totals(customer_ids: Sequence[int]) -> dict[int, int]:
    """Return what each customer has paid and not got back."""
    rows = (
        Order.objects.filter(customer_id__in=list(customer_ids), paid_at__isnull=False)
        .values_list("customer_id")
        .annotate(n=Sum("total_fen") - Sum("refunded_fen"))
    )
    found = dict(rows)
    return {customer_id: found.get(customer_id, 0) for customer_id in customer_ids}
