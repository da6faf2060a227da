"""Open the book with what lies on the shelves."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.inventory.contracts import MoveKind, StockCount
from yutang.foundation.inventory.models import Stock
from yutang.foundation.inventory.rules import MOST, StockKey
from yutang.foundation.inventory.services.stock_book import record_moves
from yutang.kernel.among import among
from yutang.kernel.batches import insert_columns, next_ids
from yutang.kernel.errors import DomainError

CHUNK = 5_000


def import_stock(counts: Sequence[StockCount]) -> int:
    """Write the initial quantity of each (location, SKU) that has no stock row yet; returns how many.

    Pairs that are known already are left alone, so running again changes nothing.
    """
    for count in counts:
        if type(count.on_hand) is not int or not 0 <= count.on_hand < MOST:
            raise DomainError("bad_quantity", "期初数量必须是 0 到 999999999 的整数", field="on_hand")
    made = 0
    for start in range(0, len(counts), CHUNK):
        made += _open_chunk(counts[start : start + CHUNK])
    return made


@transaction.atomic
def _open_chunk(counts: Sequence[StockCount]) -> int:
    wanted: dict[StockKey, int] = {}
    for count in counts:
        wanted.setdefault((count.location_id, count.sku_id), count.on_hand)
    known = set(
        Stock.objects.filter(
            among(Stock, "sku_id", {key[1] for key in wanted}), location_id__in={key[0] for key in wanted}
        ).values_list("location_id", "sku_id")
    )
    fresh = [(key, on_hand) for key, on_hand in wanted.items() if key not in known]
    if not fresh:
        return 0
    ids = next_ids(Stock, len(fresh))
    quantities = [on_hand for _, on_hand in fresh]
    nothing = [0] * len(fresh)
    insert_columns(
        Stock,
        id=ids,
        location_id=[key[0] for key, _ in fresh],
        sku_id=[key[1] for key, _ in fresh],
        initial=quantities,
        on_hand=quantities,
        moved_in=nothing,
        moved_out=nothing,
        held=nothing,
    )
    record_moves(
        [
            (stock_id, MoveKind.INITIAL, on_hand, "initial")
            for stock_id, on_hand in zip(ids, quantities, strict=True)
            if on_hand
        ]
    )
    return len(fresh)
