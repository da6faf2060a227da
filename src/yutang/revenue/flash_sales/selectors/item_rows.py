"""Items with what their sale says, as facts."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from yutang.kernel.queries import Many, Query
from yutang.revenue.flash_sales.contracts import ItemFacts
from yutang.revenue.flash_sales.models import FlashItem

COLUMNS = (
    "pk",
    "sale_id",
    "sale__name",
    "sku_id",
    "product_id",
    "name",
    "spec",
    "picture",
    "tint",
    "price_fen",
    "base_fen",
    "allotment",
    "taken",
    "paid",
    "per_person",
    "location_id",
    "store_id",
    "sale__shipping_fen",
    "sale__pay_minutes",
    "sale__starts_at",
    "sale__ends_at",
    "status",
)

_LOCKED = Query(
    lambda: (
        FlashItem.objects.select_for_update(of=("self",))
        .filter(pk__among=Many("ids"))
        .order_by("pk")
        .values_list(*COLUMNS)
    )
)


def item_facts(rows: QuerySet[FlashItem]) -> list[ItemFacts]:
    """The rows as facts, in their order, in one query."""
    return [ItemFacts(*row) for row in rows.values_list(*COLUMNS)]


def lock_items(item_ids: Iterable[int]) -> dict[int, ItemFacts]:
    """Lock these items in pk order inside the caller's transaction; unknown ones are absent."""
    return {row[0]: ItemFacts(*row) for row in _LOCKED.rows(ids=sorted(set(item_ids)))}


def items_where(condition: Q) -> list[ItemFacts]:
    """Items that meet a condition, in the order in which they were put in."""
    return item_facts(FlashItem.objects.filter(condition).order_by("sale__starts_at", "sale_id", "pk"))
