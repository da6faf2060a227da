"""Orders that nobody will pay."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yutang.foundation.inventory.api import StockWant, release_many
from yutang.kernel import clock, outbox
from yutang.revenue.orders.contracts import OrderStatus, order_unknown
from yutang.revenue.orders.events import OrderCancelled
from yutang.revenue.orders.models import Order
from yutang.revenue.orders.rules import check_step
from yutang.revenue.orders.selectors.order_rows import lines_of
from yutang.revenue.orders.services.stock_sources import take_back
from yutang.revenue.payments.api import close_at_provider, close_payments
from yutang.revenue.pricing.api import release_promotion_uses, restore_coupons

UNPAID_REASON = "超时未付款"


def cancel_order(*, customer_id: int, order_no: str, reason: str = "不想要了") -> None:
    """Cancel one's own unpaid order: stock and coupon are free again, its payment is closed.

    Cancelling twice is no error. Raises NotFound("order_unknown") and Conflict("order_state") for a paid order: that is
    given back through after-sale.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(no=order_no, customer_id=customer_id).first()
        if order is None:
            raise order_unknown(order_no)
        if order.status == OrderStatus.CANCELLED:
            return
        if order.status != OrderStatus.PENDING_PAYMENT:
            check_step(order.no, OrderStatus.COMPLETED, OrderStatus.CANCELLED, "直接取消，请申请退款")
        _cancel([order], reason[:60], clock.now())
    close_at_provider([order_no])


def close_unpaid(*, limit: int = 500) -> int:
    """Cancel orders whose 30 minutes are over, one bounded batch. Returns how many."""
    now = clock.now()
    with transaction.atomic():
        overdue = Order.objects.filter(status=OrderStatus.PENDING_PAYMENT, pay_before__lte=now)
        orders = list(overdue.select_for_update(skip_locked=True).order_by("pk")[:limit])
        _cancel(orders, UNPAID_REASON, now)
    if orders:
        close_at_provider([order.no for order in orders])
    return len(orders)


def cancelled_event(order: Order, reason: str, *, was_paid: bool) -> OrderCancelled:
    """Return the event that tells what an order had taken, so that its owners give it back."""
    return OrderCancelled(
        order.pk,
        order.no,
        order.customer_id,
        reason,
        was_paid=was_paid,
        points_used=order.points_used,
        benefits=tuple(order.benefits),
    )


def _cancel(orders: Sequence[Order], reason: str, now: datetime) -> None:
    """Close locked unpaid orders inside the caller's transaction: coupons, stock, payments, event."""
    if not orders:
        return
    numbers = [order.no for order in orders]
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(
        status=OrderStatus.CANCELLED, cancelled_at=now, cancel_reason=reason
    )
    counted = [o.no for o in orders if any(one.get("kind") == "promotion" for one in o.benefits)]
    if counted:
        release_promotion_uses(counted)
    if any(order.coupon_code for order in orders):
        restore_coupons(numbers)
    # What came from an allotment goes back there first; the rest of what the orders hold becomes free.
    take_back([order.pk for order in orders])
    lines = lines_of(orders)
    release_many(
        [
            StockWant(order.location_id or 0, line.sku_id, line.quantity, order.no)
            for order in orders
            for line in lines[order.pk]
        ]
    )
    close_payments(numbers)
    outbox.publish_many(
        [cancelled_event(order, reason, was_paid=False) for order in orders],
        at=now,
    )
