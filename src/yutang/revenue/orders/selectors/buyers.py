"""Who has bought before."""

from collections.abc import Collection

from yutang.kernel.among import among
from yutang.revenue.orders.models import Order


def buyers_among(customer_ids: Collection[int]) -> frozenset[int]:
    """Return those of the customers who have paid an order, whatever became of it (one statement)."""
    rows = Order.objects.filter(among(Order, "customer_id", list(customer_ids)), paid_at__isnull=False)
    return frozenset(rows.order_by().values_list("customer_id", flat=True).distinct())
