"""Who has bought before."""

from collections.abc import Collection

from yutang.kernel.queries import Many, Query
from yutang.revenue.orders.models import Order

_BUYERS = Query(
    lambda: (
        Order.objects.filter(customer_id__among=Many("customers"), paid_at__isnull=False)
        .order_by()
        .values_list("customer_id")
        .distinct()
    )
)


def buyers_among(customer_ids: Collection[int]) -> frozenset[int]:
    """Return those of the customers who have paid an order, whatever became of it (one statement)."""
    return frozenset(_BUYERS.column(customers=customer_ids))
