"""Goods that came back go on hand again."""

from yutang.foundation.inventory.api import StockWant, return_many, shipped_by_refs
from yutang.revenue.orders.contracts import AfterSaleKind, AfterSaleStatus
from yutang.revenue.orders.models import AfterSale, AfterSaleLine


def take_back(row: AfterSale, *, reason: str) -> None:
    """Put what is good on hand again, each piece against the shipment it left with.

    A customer who got an exchange holds the new goods: the latest shipment is looked at first.
    """
    shares = list(
        AfterSaleLine.objects.filter(after_sale=row, good_quantity__gt=0)
        .select_related("line")
        .order_by("pk")
    )
    if not shares:
        return
    swapped = list(
        AfterSaleLine.objects.filter(
            line_id__in=[share.line_id for share in shares],
            after_sale__kind__in=(AfterSaleKind.EXCHANGE, AfterSaleKind.RESHIP),
            after_sale__status=AfterSaleStatus.COMPLETED,
        )
        .order_by("-pk")
        .values_list("line_id", "after_sale__no", "new_sku_id")
    )
    left = shipped_by_refs([row.order.no, *{no for _, no, _ in swapped}])
    wants: list[StockWant] = []
    for share in shares:
        sources = [(no, sku_id) for line_id, no, sku_id in swapped if line_id == share.line_id and sku_id]
        missing = share.good_quantity
        for ref, sku_id in [*sources, (row.order.no, share.line.sku_id)]:
            key = (ref, row.order.location_id or 0, sku_id)
            part = min(missing, left.get(key, 0))
            if part:
                left[key] -= part
                missing -= part
                wants.append(StockWant(row.order.location_id or 0, sku_id, part, ref))
    return_many(wants, reason=reason)
