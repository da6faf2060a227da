"""The state table of an order."""

from datetime import datetime

from yutang.revenue.orders.contracts import ORDER_STATUS_TEXT, OrderStatus, state_conflict
from yutang.revenue.pricing.contracts import Delivery

# A cancelled order can be paid: money that comes late revives it when the goods are still there.
STEPS: dict[str, frozenset[str]] = {
    OrderStatus.PENDING_PAYMENT: frozenset({OrderStatus.PAID, OrderStatus.CANCELLED}),
    OrderStatus.PAID: frozenset(
        {OrderStatus.SHIPPED, OrderStatus.READY_FOR_PICKUP, OrderStatus.COMPLETED, OrderStatus.CANCELLED}
    ),
    OrderStatus.READY_FOR_PICKUP: frozenset({OrderStatus.COMPLETED, OrderStatus.CANCELLED}),
    OrderStatus.SHIPPED: frozenset({OrderStatus.COMPLETED}),
    OrderStatus.CANCELLED: frozenset({OrderStatus.PAID}),
    OrderStatus.COMPLETED: frozenset(),
}


def check_step(order_no: str, status: str, to: str, wanted: str) -> None:
    """Raise Conflict("order_state") unless the table allows the step; `wanted` is the verb a person reads."""
    if to not in STEPS[status]:
        raise state_conflict(order_no, status, wanted)


def status_text(status: str, delivery: str) -> str:
    """Return a status as a customer reads it."""
    if status == OrderStatus.PAID and delivery == Delivery.PICKUP:
        return "备货中"
    return ORDER_STATUS_TEXT[OrderStatus(status)]


def actions_of(
    *, status: str, delivery: str, has_open_after_sale: bool, refundable: bool, after_sale_open: bool, now: datetime,
    pay_before: datetime | None,
) -> tuple[str, ...]:  # fmt: skip
    """Return what a customer can do now: pay, cancel, receive, refund."""
    actions: list[str] = []
    if status == OrderStatus.PENDING_PAYMENT:
        if pay_before is None or now < pay_before:
            actions.append("pay")
        actions.append("cancel")
    if status == OrderStatus.SHIPPED and not has_open_after_sale:
        actions.append("receive")
    if (
        status not in (OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED)
        and refundable
        and after_sale_open
        and not has_open_after_sale
    ):
        actions.append("refund")
    return tuple(actions)
