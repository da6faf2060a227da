"""What is stored of a source's history, added up from the rows."""

from collections import Counter

from django.db.models import Count, Sum

from yutang.revenue.orders.contracts import ImportedTotals
from yutang.revenue.orders.models import Order, OrderLine


def imported_totals(key_prefix: str) -> ImportedTotals:
    """Add up every order, line and discount whose external key begins with the prefix."""
    orders = Order.objects.filter(imported_key__startswith=key_prefix)
    heads = orders.aggregate(orders=Count("id"), customers=Count("customer_id", distinct=True))
    lines = OrderLine.objects.filter(order__imported_key__startswith=key_prefix).aggregate(
        lines=Count("id"), quantity=Sum("quantity"), paid=Sum("paid_fen"), discount=Sum("discount_fen")
    )
    discounts: Counter[str] = Counter()
    explained = orders.exclude(explanation=[]).values_list("explanation", flat=True)
    for rows in explained.iterator(chunk_size=5_000):
        for row in rows:
            discounts[row["kind"]] -= row["amount_fen"]
    return ImportedTotals(
        orders=heads["orders"],
        customers=heads["customers"],
        lines=lines["lines"],
        quantity=lines["quantity"] or 0,
        paid_fen=lines["paid"] or 0,
        discount_fen=lines["discount"] or 0,
        discounts=dict(discounts),
    )
