"""What customers took before."""

from collections.abc import Collection

from django.db.models import Q

from yutang.kernel.among import among
from yutang.revenue.flash_sales.contracts import Taken
from yutang.revenue.flash_sales.models import FlashTaking
from yutang.revenue.flash_sales.rules import Earlier


def earlier_takings(customer_ids: Collection[int], sale_ids: Collection[int]) -> list[Earlier]:
    """Everything these customers took in these sales; read it under the items' locks."""
    rows = FlashTaking.objects.filter(
        among(FlashTaking, "customer_id", customer_ids), Q(sale_id__in=sale_ids)
    ).order_by()
    found = []
    for row in rows.values_list(
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
    ):
        answer = Taken(*row[6:], repeated=True)
        found.append(Earlier(*row[:5], row[5] is not None, answer))
    return found
