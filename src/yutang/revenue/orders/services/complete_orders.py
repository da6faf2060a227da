"""The customer has the goods, and later the door of after-sale closes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from yutang.kernel import clock, outbox
from yutang.revenue.orders.contracts import (
    AFTER_SALE_DAYS,
    AUTO_COMPLETE_DAYS,
    OPEN_AFTER_SALES,
    OrderStatus,
    order_unknown,
)
from yutang.revenue.orders.events import OrderAfterSaleClosed, OrderCompleted
from yutang.revenue.orders.models import AfterSale, Order
from yutang.revenue.orders.rules import check_step


@transaction.atomic
def confirm_receipt(*, customer_id: int, order_no: str) -> None:
    """The customer says that the parcel is there; saying so twice is no error.

    Raises NotFound("order_unknown"), Conflict("order_state").
    """
    order = Order.objects.select_for_update().filter(no=order_no, customer_id=customer_id).first()
    if order is None:
        raise order_unknown(order_no)
    if order.status == OrderStatus.COMPLETED:
        return
    if order.status != OrderStatus.SHIPPED:
        check_step(order.no, OrderStatus.PENDING_PAYMENT, OrderStatus.COMPLETED, "确认收货")
    complete([order], "receipt", clock.now())


def complete(orders: Sequence[Order], how: str, now: datetime) -> None:
    """Complete locked orders inside the caller's transaction; the after-sale window starts now."""
    if not orders:
        return
    until = now + timedelta(days=AFTER_SALE_DAYS)
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(
        status=OrderStatus.COMPLETED, completed_at=now, after_sale_until=until
    )
    outbox.publish_many(
        [
            OrderCompleted(order.pk, order.no, order.customer_id, order.store_id, how, until.isoformat())
            for order in orders
        ],
        at=now,
    )


def _has_open_after_sale() -> Exists:
    return Exists(AfterSale.objects.filter(order_id=OuterRef("pk"), status__in=OPEN_AFTER_SALES))


@transaction.atomic
def complete_delivered(*, limit: int = 500) -> int:
    """Complete orders delivered 7 days ago that nobody confirmed; those with an open refund wait. Returns how many."""
    now = clock.now()
    rows = Order.objects.filter(
        ~_has_open_after_sale(),
        status=OrderStatus.SHIPPED,
        delivered_at__lte=now - timedelta(days=AUTO_COMPLETE_DAYS),
    )
    orders = list(rows.select_for_update(skip_locked=True).order_by("pk")[:limit])
    complete(orders, "auto", now)
    return len(orders)


@transaction.atomic
def close_after_sales(*, limit: int = 500) -> int:
    """Close the after-sale window of orders whose 7 days are over and that have no open refund. Returns how many."""
    now = clock.now()
    rows = Order.objects.filter(
        ~_has_open_after_sale(), after_sale_until__lte=now, after_sale_closed_at__isnull=True
    )
    orders = list(rows.select_for_update(skip_locked=True).order_by("pk")[:limit])
    close_window(orders, now)
    return len(orders)


def close_window(orders: Sequence[Order], now: datetime) -> None:
    """Close the after-sale of locked orders inside the caller's transaction."""
    if not orders:
        return
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(after_sale_closed_at=now)
    outbox.publish_many(
        [OrderAfterSaleClosed(order.pk, order.no, order.customer_id) for order in orders], at=now
    )
