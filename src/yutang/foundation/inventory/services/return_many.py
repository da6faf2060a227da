"""Take shipped goods back into stock."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.inventory import rules
from yutang.foundation.inventory.contracts import MoveKind, StockMismatch, StockWant
from yutang.foundation.inventory.services.stock_book import (
    change_stocks,
    lock_stocks,
    moved_by_ref,
    record_moves,
    summed,
)


@transaction.atomic
def return_many(wants: Sequence[StockWant], *, reason: str = "退货入库") -> None:
    """Put returned goods on hand again.

    StockMismatch "not_shipped" if a reference returns more than it shipped.
    """
    if not wants:
        return
    rules.check_wants(wants)
    stocks = lock_stocks((want.location_id, want.sku_id) for want in wants)
    left = {
        key: kinds.get(MoveKind.SHIP, 0) - kinds.get(MoveKind.RETURN, 0)
        for key, kinds in moved_by_ref(want.ref for want in wants).items()
    }
    for want in wants:
        stock = stocks.get((want.location_id, want.sku_id))
        key = (want.ref, stock.stock_id if stock else 0)
        if left.get(key, 0) < want.quantity:
            raise StockMismatch(
                code="not_shipped",
                message="退回数量超过这张单发出的数量",
                want=want,
                open_quantity=left.get(key, 0),
            )
        left[key] -= want.quantity
    change_stocks(MoveKind.RETURN, summed(wants, stocks))
    record_moves(
        [
            (stocks[(want.location_id, want.sku_id)].stock_id, MoveKind.RETURN, want.quantity, want.ref)
            for want in wants
        ],
        reason=reason,
    )
