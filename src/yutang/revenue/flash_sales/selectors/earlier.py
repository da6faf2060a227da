"""What customers took before."""

from collections.abc import Collection

from yutang.kernel.queries import Many, Query
from yutang.revenue.flash_sales.contracts import Taken
from yutang.revenue.flash_sales.models import FlashTaking
from yutang.revenue.flash_sales.rules import Earlier

_OF_CUSTOMERS = Query(
    lambda: (
        FlashTaking.objects.filter(sale_id__among=Many("sales"), customer_id__among=Many("customers"))
        .order_by()
        .values_list(
            "customer_id",
            "item_id",
            "key",
            "digest",
            "quantity",
            "returned_at",
            "order_id",
            "order_no",
            "total_fen",
            "pay_before",
        )
    )
)


def earlier_takings(customer_ids: Collection[int], sale_ids: Collection[int]) -> list[Earlier]:
    """Everything these customers took in these sales; read it under the items' locks."""
    return [
        Earlier(
            customer, item, key, digest, pieces, back is not None, Taken(order, no, fen, until, repeated=True)
        )
        for customer, item, key, digest, pieces, back, order, no, fen, until in _OF_CUSTOMERS.rows(
            sales=sale_ids, customers=customer_ids
        )
    ]
