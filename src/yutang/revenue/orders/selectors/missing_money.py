"""Orders that do not know of their money."""

from collections.abc import Sequence

from yutang.revenue.orders.models import Order
from yutang.revenue.payments.api import refunded_orders


def orders_missing_money(order_nos: Sequence[str]) -> list[str]:
    """Return those of these orders that are not paid although their payment is, and whose money did not go back."""
    unpaid = list(
        Order.objects.filter(no__in=list(order_nos), paid_at__isnull=True).values_list("no", flat=True)
    )
    returned = refunded_orders(unpaid)
    return [no for no in unpaid if no not in returned]
