"""Orders as plain facts."""

from collections.abc import Iterable, Sequence

from yutang.kernel.queries import Many, Query
from yutang.revenue.orders.contracts import OrderLineFacts, OrderSummary
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.orders.rules import status_text

_LINES = Query(lambda: OrderLine.objects.filter(order_id__among=Many("orders")).order_by("pk"))


def line_facts(row: OrderLine) -> OrderLineFacts:
    """Return an order line as a value."""
    return OrderLineFacts(
        line_id=row.pk,
        sku_id=row.sku_id,
        product_id=row.product_id,
        name=row.name,
        spec=row.spec,
        picture=row.picture,
        tint=row.tint,
        quantity=row.quantity,
        unit_fen=row.unit_fen,
        base_unit_fen=row.base_unit_fen,
        discount_fen=row.discount_fen,
        paid_fen=row.paid_fen,
        refunded_quantity=row.refunded_quantity,
        refunded_fen=row.refunded_fen,
        points=row.points,
        refunded_points=row.refunded_points,
        is_gift=row.is_gift,
        promotions=tuple(row.promotions),
    )


def lines_of(orders: Iterable[Order]) -> dict[int, list[OrderLine]]:
    """Return the lines of orders, by order id (one statement)."""
    found: dict[int, list[OrderLine]] = {order.pk: [] for order in orders}
    for line in _LINES.objects(orders=list(found)):
        found[line.order_id].append(line)
    return found


def order_summary(order: Order, lines: Sequence[OrderLine]) -> OrderSummary:
    """Return an order as a row of a list."""
    return OrderSummary(
        order_id=order.pk,
        order_no=order.no,
        customer_id=order.customer_id,
        store_id=order.store_id,
        status=order.status,
        status_text=status_text(order.status, order.delivery),
        after_sale_status=order.after_sale_status,
        delivery=order.delivery,
        total_fen=order.total_fen,
        refunded_fen=order.refunded_fen,
        placed_at=order.placed_at,
        pay_before=order.pay_before,
        lines=tuple(line_facts(line) for line in lines),
    )
