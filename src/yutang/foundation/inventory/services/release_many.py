"""Give held stock back to everybody."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.inventory import rules
from yutang.foundation.inventory.contracts import MoveKind, StockWant
from yutang.foundation.inventory.services.stock_book import (
    Move,
    change_stocks,
    lock_stocks,
    moved_by_ref,
    open_hold,
    record_moves,
)


@transaction.atomic
def release_many(wants: Sequence[StockWant]) -> list[int]:
    """Release what the references hold, at most the quantity asked; returns what each want released.

    Releasing what is no longer held is no error and releases 0, so cancelling twice gives nothing twice.
    """
    if not wants:
        return []
    rules.check_wants(wants)
    stocks = lock_stocks((want.location_id, want.sku_id) for want in wants)
    left = {key: open_hold(kinds) for key, kinds in moved_by_ref(want.ref for want in wants).items()}
    released: list[int] = []
    totals: dict[int, int] = {}
    moves: list[Move] = []
    for want in wants:
        stock = stocks.get((want.location_id, want.sku_id))
        quantity = 0
        if stock is not None:
            key = (want.ref, stock.stock_id)
            quantity = min(want.quantity, left.get(key, 0))
            if quantity > 0:
                left[key] -= quantity
                totals[stock.stock_id] = totals.get(stock.stock_id, 0) + quantity
                moves.append((stock.stock_id, MoveKind.RELEASE, quantity, want.ref))
        released.append(quantity)
    change_stocks(MoveKind.RELEASE, totals)
    record_moves(moves)
    return released
