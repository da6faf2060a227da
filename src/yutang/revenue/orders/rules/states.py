"""The state table of an order."""

from dataclasses import dataclass

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
    if delivery == Delivery.VOUCHER and status in (OrderStatus.PAID, OrderStatus.COMPLETED):
        return "出券中" if status == OrderStatus.PAID else "已出券"
    return ORDER_STATUS_TEXT[OrderStatus(status)]


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides which buttons a customer sees."""

    status: str
    is_payable: bool
    is_refundable: bool
    has_open_after_sale: bool


def actions_of(standing: Standing) -> tuple[str, ...]:
    """Return what a customer can do now: pay, cancel, receive, refund."""
    actions: list[str] = []
    if standing.status == OrderStatus.PENDING_PAYMENT:
        return ("pay", "cancel") if standing.is_payable else ("cancel",)
    if standing.status == OrderStatus.CANCELLED or standing.has_open_after_sale:
        return ()
    if standing.status == OrderStatus.SHIPPED:
        actions.append("receive")
    if standing.is_refundable:
        actions.append("refund")
    return tuple(actions)
