"""Orders of which nothing is sent: their rights are handed out at once and used later."""

from collections.abc import Collection, Sequence

from django.db import transaction

from yutang.foundation.inventory.api import StockWant, ship_many
from yutang.kernel import clock, outbox
from yutang.revenue.orders.contracts import OPEN_AFTER_SALES, OrderStatus, UseStanding, VirtualDelivery
from yutang.revenue.orders.events import OrderCompleted
from yutang.revenue.orders.models import AfterSale, Order
from yutang.revenue.orders.selectors.order_rows import lines_of
from yutang.revenue.pricing.contracts import Delivery


@transaction.atomic
def deliver_virtual(deliveries: Sequence[VirtualDelivery]) -> list[str]:
    """Complete paid voucher orders whose rights are handed out; after-sale stays open until the given moment.

    Returns the numbers of those completed now. Orders that are completed already, or were given back meanwhile, stay as
    they are; one with an open request is completed too, for its rights cannot be used until that is decided.
    """
    until = {one.order_id: one.after_sale_until for one in deliveries}
    rows = Order.objects.select_for_update().filter(
        pk__in=list(until), delivery=Delivery.VOUCHER, status=OrderStatus.PAID
    )
    orders = list(rows.order_by("pk"))
    if not orders:
        return []
    now = clock.now()
    lines = lines_of(orders)
    ship_many(
        [
            StockWant(order.location_id or 0, line.sku_id, line.quantity - line.refunded_quantity, order.no)
            for order in orders
            for line in lines[order.pk]
            if line.quantity > line.refunded_quantity
        ]
    )
    for order in orders:
        order.status = OrderStatus.COMPLETED
        order.shipped_at = order.delivered_at = order.completed_at = now
        order.after_sale_until = until[order.pk]
    Order.objects.bulk_update(
        orders, ["status", "shipped_at", "delivered_at", "completed_at", "after_sale_until"], batch_size=500
    )
    outbox.publish_many(
        [
            OrderCompleted(o.pk, o.no, o.customer_id, o.store_id, "vouchers", until[o.pk].isoformat())
            for o in orders
        ],
        at=now,
    )
    return [order.no for order in orders]


def use_standings(order_ids: Collection[int], *, lock: bool) -> dict[int, UseStanding]:
    """Return how these orders stand as far as using their rights is concerned (three statements).

    lock: inside the caller's transaction nobody may ask for or decide a refund of them until it ends.
    """
    rows = Order.objects.filter(pk__in=list(order_ids)).order_by("pk")
    if lock:
        rows = rows.select_for_update()
    found = {order.pk: order for order in rows}
    asking = set(
        AfterSale.objects.filter(order_id__in=list(found), status__in=OPEN_AFTER_SALES).values_list(
            "order_id", flat=True
        )
    )
    lines = lines_of(found.values())
    return {
        pk: UseStanding(
            order_id=pk,
            order_no=order.no,
            is_paid=order.paid_at is not None and order.status != OrderStatus.CANCELLED,
            is_refunding=pk in asking,
            paid={line.pk: line.paid_fen for line in lines[pk]},
            refunded={line.pk: (line.refunded_quantity, line.refunded_fen) for line in lines[pk]},
        )
        for pk, order in found.items()
    }
