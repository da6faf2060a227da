"""Correct the book after a count on the shelf."""

from django.db import transaction

from yutang.foundation.inventory.contracts import MoveKind
from yutang.foundation.inventory.rules import MOST
from yutang.foundation.inventory.services.stock_book import change_stocks, open_stocks, record_moves
from yutang.kernel import audit
from yutang.kernel.errors import Conflict, DomainError


@transaction.atomic
def count_stock(*, location_id: int, sku_id: int, counted: int, actor: str, reason: str = "盘点") -> int:
    """Make on-hand equal to what was counted and return the difference; audited.

    Fewer than what orders hold is refused: cancel orders first.
    """
    if type(counted) is not int or not 0 <= counted < MOST:
        raise DomainError("bad_quantity", "盘点数量必须是 0 到 999999999 的整数", field="counted")
    stock = open_stocks([(location_id, sku_id)])[(location_id, sku_id)]
    if counted < stock.held:
        raise Conflict(
            "stock_held",
            f"有 {stock.held} 件已被订单占用，盘点数量不能更少",
            field="counted",
            held=stock.held,
        )
    difference = counted - stock.on_hand
    if difference:
        kind = MoveKind.RECEIVE if difference > 0 else MoveKind.WRITE_OFF
        change_stocks(kind, {stock.stock_id: abs(difference)})
        record_moves([(stock.stock_id, kind, abs(difference), "count")], reason=reason)
        audit.record(
            actor=actor,
            action="inventory.count_stock",
            subject=f"stock:{location_id}:{sku_id}",
            change={"before": stock.on_hand, "after": counted, "reason": reason},
        )
    return difference
