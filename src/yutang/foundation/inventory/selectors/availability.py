"""What can still be promised."""

from collections.abc import Iterable

from django.db.models import F

from yutang.foundation.inventory.contracts import MoveKind
from yutang.foundation.inventory.models import Stock, StockMove
from yutang.kernel.queries import Given, Many, Query

_LEFT = Query(
    lambda: (
        Stock.objects.filter(location_id=Given("place"), sku_id__among=Many("skus"))
        .order_by()
        .values_list("sku_id", F("on_hand") - F("held"))
    )
)


def available(sku_ids: Iterable[int], location_id: int) -> dict[int, int]:
    """What each SKU has left at the location, in one query; a SKU without stock has 0."""
    wanted = list(sku_ids)
    known: dict[int, int] = dict(_LEFT.rows(place=location_id, skus=wanted)) if wanted else {}
    return {sku_id: known.get(sku_id, 0) for sku_id in wanted}


def available_by_location(sku_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """What each SKU has left, by location id, in one query."""
    wanted = list(sku_ids)
    found: dict[int, dict[int, int]] = {sku_id: {} for sku_id in wanted}
    rows = Stock.objects.filter(sku_id__in=wanted).values_list(
        "sku_id", "location_id", F("on_hand") - F("held")
    )
    for sku_id, location_id, left in rows:
        found[sku_id][location_id] = left
    return found


def held_quantities() -> dict[tuple[int, int], int]:
    """What is held for orders, by (location, SKU), where it is not zero; for proofs over the whole book."""
    rows = Stock.objects.exclude(held=0).values_list("location_id", "sku_id", "held")
    return {(location_id, sku_id): held for location_id, sku_id, held in rows}


def shipped_by_refs(refs: Iterable[str]) -> dict[tuple[str, int, int], int]:
    """What each reference shipped and did not return, by (reference, location, SKU), in one query."""
    rows = StockMove.objects.filter(ref__in=set(refs), kind__in=[MoveKind.SHIP, MoveKind.RETURN])
    found: dict[tuple[str, int, int], int] = {}
    for ref, location_id, sku_id, kind, quantity in rows.values_list(
        "ref", "stock__location_id", "stock__sku_id", "kind", "quantity"
    ):
        key = (ref, location_id, sku_id)
        found[key] = found.get(key, 0) + (quantity if kind == MoveKind.SHIP else -quantity)
    return found
