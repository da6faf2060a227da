"""Take new goods into stock."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.inventory import rules
from yutang.foundation.inventory.contracts import MoveKind, StockWant
from yutang.foundation.inventory.services.stock_book import change_stocks, open_stocks, record_moves, summed


@transaction.atomic
def receive(rows: Sequence[StockWant], *, reason: str = "采购入库") -> None:
    """Add the quantities to what is on hand, opening stock rows as needed; `ref` is the delivery's number."""
    if not rows:
        return
    rules.check_wants(rows)
    stocks = open_stocks((row.location_id, row.sku_id) for row in rows)
    change_stocks(MoveKind.RECEIVE, summed(rows, stocks))
    record_moves(
        [
            (stocks[(row.location_id, row.sku_id)].stock_id, MoveKind.RECEIVE, row.quantity, row.ref)
            for row in rows
        ],
        reason=reason,
    )
