"""Promise stock to orders."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.inventory import rules
from yutang.foundation.inventory.contracts import HoldAnswer, MoveKind, StockWant
from yutang.foundation.inventory.services.stock_book import change_stocks, lock_stocks, record_moves


@transaction.atomic
def hold_many(wants: Sequence[StockWant]) -> list[HoldAnswer]:
    """Hold stock for the wants, in order, and answer each; never more than there is.

    The wants of one reference are held together or not at all; references that come when the stock is gone
    are refused, the earlier ones keep theirs. Call it inside the transaction that makes the order: a hold is
    not idempotent by itself.
    """
    if not wants:
        return []
    rules.check_wants(wants)
    stocks = lock_stocks((want.location_id, want.sku_id) for want in wants)
    answers, taken = rules.decide_holds(wants, stocks)
    change_stocks(MoveKind.HOLD, {stocks[key].stock_id: quantity for key, quantity in taken.items()})
    record_moves(
        [
            (stocks[(want.location_id, want.sku_id)].stock_id, MoveKind.HOLD, want.quantity, want.ref)
            for want, answer in zip(wants, answers, strict=True)
            if answer.is_held
        ]
    )
    return answers
