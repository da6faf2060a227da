"""Sales as people see them."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Count, Q, Sum

from yutang.kernel import clock
from yutang.revenue.flash_sales.contracts import ItemFacts, ItemProgress, SaleFacts, SaleStatus, sale_unknown
from yutang.revenue.flash_sales.models import FlashSale, FlashTaking
from yutang.revenue.flash_sales.selectors.board import board
from yutang.revenue.flash_sales.selectors.item_rows import items_where

AHEAD = timedelta(days=3)
SHOWN_AFTER = timedelta(minutes=30)


def sale_facts(sale_id: int) -> SaleFacts:
    """One sale with its items; raises NotFound("flash_unknown")."""
    sale = FlashSale.objects.filter(pk=sale_id).first()
    if sale is None:
        raise sale_unknown(sale_id)
    return _facts(sale, items_where(Q(sale_id=sale_id)))


def _facts(sale: FlashSale, items: Collection[ItemFacts]) -> SaleFacts:
    return SaleFacts(
        sale.pk,
        sale.name,
        sale.starts_at,
        sale.ends_at,
        sale.status,
        sale.pay_minutes,
        sale.shipping_fen,
        tuple(items),
    )


def sales_to_show() -> list[SaleFacts]:
    """The sales that run, start within three days or have just ended, from the board; the earliest first."""
    now = clock.now()
    by_sale: dict[int, list[ItemFacts]] = {}
    for item in board.fresh().values():
        stopped = item.status == SaleStatus.STOPPED
        if not stopped and item.starts_at <= now + AHEAD and item.ends_at >= now - SHOWN_AFTER:
            by_sale.setdefault(item.sale_id, []).append(item)
    sales = [
        SaleFacts(
            sale_id,
            items[0].sale_name,
            items[0].starts_at,
            items[0].ends_at,
            items[0].status,
            items[0].pay_minutes,
            items[0].shipping_fen,
            tuple(sorted(items, key=lambda item: item.item_id)),
        )
        for sale_id, items in by_sale.items()
    ]
    return sorted(sales, key=lambda sale: (sale.ends_at <= now, sale.starts_at, sale.sale_id))


def my_takings(customer_id: int, sale_ids: Collection[int]) -> dict[int, int]:
    """How many pieces of each item a customer has taken and not given back."""
    rows = FlashTaking.objects.filter(customer_id=customer_id, sale_id__in=sale_ids, returned_at=None)
    return dict(rows.values_list("item_id").annotate(n=Sum("quantity")))


def progress_of(sale_id: int) -> list[ItemProgress]:
    """How each item of a sale goes: two queries."""
    items = items_where(Q(sale_id=sale_id))
    counts = {
        row["item_id"]: (row["orders"], row["returned"] or 0)
        for row in FlashTaking.objects.filter(sale_id=sale_id)
        .values("item_id")
        .annotate(orders=Count("pk"), returned=Sum("quantity", filter=Q(returned_at__isnull=False)))
    }
    return [ItemProgress(item, *counts.get(item.item_id, (0, 0))) for item in items]
