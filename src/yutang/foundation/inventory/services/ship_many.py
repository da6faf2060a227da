"""Let held stock leave the house."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.inventory import rules
from yutang.foundation.inventory.contracts import MoveKind, StockMismatch, StockWant
from yutang.foundation.inventory.services.stock_book import (
    change_stocks,
    lock_stocks,
    moved_by_ref,
    open_hold,
    record_moves,
    summed,
)


@transaction.atomic
def ship_many(wants: Sequence[StockWant]) -> None:
    """Ship what the references hold; StockMismatch "not_held" if one ships more than it holds."""
    if not wants:
        return
    rules.check_wants(wants)
    stocks = lock_stocks((want.location_id, want.sku_id) for want in wants)
    left = {key: open_hold(kinds) for key, kinds in moved_by_ref(want.ref for want in wants).items()}
    for want in wants:
        stock = stocks.get((want.location_id, want.sku_id))
        key = (want.ref, stock.stock_id if stock else 0)
        if left.get(key, 0) < want.quantity:
            raise StockMismatch(
                code="not_held",
                message="发货数量超过这张单占用的库存",
                want=want,
                open_quantity=left.get(key, 0),
            )
        left[key] -= want.quantity
    change_stocks(MoveKind.SHIP, summed(wants, stocks))
    record_moves(
        [
            (stocks[(want.location_id, want.sku_id)].stock_id, MoveKind.SHIP, want.quantity, want.ref)
            for want in wants
        ]
    )
