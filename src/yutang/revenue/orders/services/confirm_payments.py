"""Money arrives: in time, late, or twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yutang.foundation.inventory.api import StockWant, hold_many
from yutang.kernel import audit, clock, outbox
from yutang.kernel.batch_update import update_columns
from yutang.kernel.batches import one_statement
from yutang.kernel.ids import random_code
from yutang.kernel.queries import Many, Query
from yutang.revenue.orders.contracts import OrderStatus
from yutang.revenue.orders.events import LatePaymentSettled, OrderPaid
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.orders.selectors.buyers import buyers_among
from yutang.revenue.orders.selectors.order_rows import lines_of
from yutang.revenue.orders.services.stock_sources import take_again
from yutang.revenue.payments.api import book_payments, mark_succeeded, orders_of_payments, reserve_refund
from yutang.revenue.payments.contracts import Confirmation, Notification, RefundRequest
from yutang.revenue.pricing.api import retake_coupon, use_coupons
from yutang.revenue.pricing.contracts import Delivery

PICKUP_CODE_LENGTH = 10
_LOCKED = Query(lambda: Order.objects.select_for_update().filter(no__among=Many("numbers")).order_by("pk"))


@transaction.atomic(savepoint=False)
def confirm_payments(notifications: Sequence[Notification]) -> list[str]:
    """Turn verified notifications into paid orders and return one outcome each, in order.

    paid · repeated (known) · failed (the customer may try again) · parked (wrong amount, a person decides) · unknown ·
    revived (late money for a cancelled order whose goods were there again) · refunded (late money that goes back by
    itself, or a second payment of the same order). Harmless to repeat. Refunds are sent by a periodic job.
    """
    # Orders first, then payments, then stock: every writer of these rows locks in this order.
    order_nos = set(orders_of_payments([n.payment_no for n in notifications]).values())
    orders = {order.no: order for order in _LOCKED.objects(numbers=order_nos)}
    confirmations = mark_succeeded(notifications)
    now = clock.now()
    outcomes: list[str] = []
    paid: list[Order] = []
    for confirmation in confirmations:
        order = orders.get(confirmation.order_no)
        if confirmation.outcome != "confirmed" or order is None:
            outcomes.append(confirmation.outcome)
        elif order.status == OrderStatus.PENDING_PAYMENT and order not in paid:
            paid.append(order)
            outcomes.append("paid")
        else:
            outcomes.append(_settle_late(order, confirmation, already=order in paid, paid=paid))
    settle_paid(paid, now)
    book_payments(confirmations)
    return outcomes


def _settle_late(order: Order, confirmation: Confirmation, *, already: bool, paid: list[Order]) -> str:
    revived = (
        not already and order.status == OrderStatus.CANCELLED and order.paid_at is None and _revive(order)
    )
    if revived:
        paid.append(order)
    else:
        reserve_refund(
            RefundRequest(
                order_no=order.no,
                amount_fen=confirmation.amount_fen,
                key=f"late:{confirmation.payment_no}",
                reason="订单已关闭，款项原路退回" if order.paid_at is None else "重复支付，款项原路退回",
                payment_no=confirmation.payment_no,
            )
        )
    outcome = "revived" if revived else "refunded"
    audit.record(
        actor="system",
        action=f"order.late_payment_{outcome}",
        subject=f"order:{order.no}",
        change={"payment_no": confirmation.payment_no, "amount_fen": confirmation.amount_fen},
    )
    outbox.publish(
        LatePaymentSettled(order.pk, order.no, order.customer_id, confirmation.amount_fen, outcome)
    )
    return outcome


def _revive(order: Order) -> bool:
    """Take the goods and the coupons of a cancelled order again: all, or nothing.

    Points and benefits went back to their owners when it was cancelled and may be spent by now: such an order stays
    closed, and its late money goes back.
    """
    if order.points_used or order.benefits:
        return False
    try:
        with transaction.atomic():
            _take_again(order)
    except _Gone:
        return False
    return True


def _take_again(order: Order) -> None:
    for code in order.coupon_codes or [order.coupon_code] * bool(order.coupon_code):
        if not retake_coupon(code=code, order_no=order.no):
            raise _Gone
    again = take_again(order.pk)
    if again is not None:
        if not again:
            raise _Gone
        return
    lines = OrderLine.objects.filter(order=order).order_by("pk")
    wants = [StockWant(order.location_id or 0, x.sku_id, x.quantity, order.no) for x in lines]
    if not all(answer.is_held for answer in hold_many(wants)):
        raise _Gone


class _Gone(Exception):
    """The goods or the coupon went to somebody else meanwhile."""


def settle_paid(orders: Sequence[Order], now: datetime) -> None:
    """Make locked orders paid and tell the world, inside the caller's transaction."""
    if not orders:
        return
    _mark_first(orders)
    for order in orders:
        order.status, order.paid_at, order.cancelled_at, order.cancel_reason = OrderStatus.PAID, now, None, ""
        if order.delivery == Delivery.PICKUP and not order.pickup_code:
            order.pickup_code = random_code(PICKUP_CODE_LENGTH)
    with_coupon = [order.no for order in orders if order.coupon_code]
    if with_coupon:
        use_coupons(with_coupon)
    lines = lines_of(orders)
    count = len(orders)
    with one_statement():
        update_columns(
            Order,
            by="id",
            keys=[order.pk for order in orders],
            status=[order.status for order in orders],
            paid_at=[now] * count,
            is_first=[order.is_first for order in orders],
            pickup_code=[order.pickup_code for order in orders],
            cancelled_at=[None] * count,
            cancel_reason=[""] * count,
            silent=True,
        )
        moments = [now] * count
        update_columns(
            OrderLine, by="order", keys=[order.pk for order in orders], paid_at=moments, silent=True
        )
        outbox.publish_many([paid_event(order, lines[order.pk], now) for order in orders], at=now)


def _mark_first(orders: Sequence[Order]) -> None:
    customers = {order.customer_id for order in orders}
    bought = set(buyers_among(customers))
    for order in orders:
        order.is_first = order.customer_id not in bought
        bought.add(order.customer_id)


def paid_event(order: Order, lines: Sequence[OrderLine], at: datetime) -> OrderPaid:
    """Return the event that tells everything about a paid order."""
    attribution: dict[str, Any] = order.attribution or {}
    return OrderPaid(
        order_id=order.pk,
        order_no=order.no,
        customer_id=order.customer_id,
        store_id=order.store_id,
        paid_fen=order.total_fen,
        shipping_fen=order.shipping_fen,
        is_first_order=order.is_first,
        lines=tuple(paid_line(line) for line in lines),
        credits=tuple(attribution.get("credits", ())),
        snapshots=order.snapshots,
        link_id=order.link_id,
        paid_at=at.isoformat(),
        points_used=order.points_used,
        benefits=tuple(order.benefits),
    )


def paid_line(line: OrderLine) -> dict[str, Any]:
    """Return a line as OrderPaid tells it; points and gifts are named only where there are any."""
    told: dict[str, Any] = {
        "line_id": line.pk,
        "sku_id": line.sku_id,
        "product_id": line.product_id,
        "name": line.name,
        "quantity": line.quantity,
        "paid_fen": line.paid_fen,
    }
    if line.points:
        told["points"] = line.points
    if line.is_gift:
        told["is_gift"] = True
    return told
