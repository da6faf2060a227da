"""Hand what one reference holds to others: nothing leaves the shelf, nothing becomes free in between."""

from collections.abc import Sequence

from yutang.foundation.inventory import rules
from yutang.foundation.inventory.contracts import HoldPass, MoveKind, StockWant
from yutang.foundation.inventory.models import Stock
from yutang.foundation.inventory.services.stock_book import Move, record_moves
from yutang.kernel.queries import Many, Query

_STOCK_IDS = Query(
    lambda: (
        Stock.objects.filter(location_id__among=Many("places"), sku_id__among=Many("skus"))
        .order_by()
        .values_list("id", "location_id", "sku_id")
    )
)


def pass_holds(passes: Sequence[HoldPass]) -> None:
    """Move holds from reference to reference: two statements for any number, and no stock row is locked.

    Call it inside the transaction in which the receiving references come into being.

    What is held in all stays as it is, so the stock row does not change. That `from_ref` holds enough is proved by the
    caller, who counts what it holds under a lock of his own (a flash sale its allotment); the doctor proves it again.
    """
    if not passes:
        return
    rules.check_wants([StockWant(one.location_id, one.sku_id, one.quantity, one.to_ref) for one in passes])
    rows = _STOCK_IDS.rows(places={one.location_id for one in passes}, skus={one.sku_id for one in passes})
    ids = {(place, sku): pk for pk, place, sku in rows}
    given: dict[tuple[int, str], int] = {}
    for one in passes:
        source = (ids[one.location_id, one.sku_id], one.from_ref)
        given[source] = given.get(source, 0) + one.quantity
    moves: list[Move] = [
        (stock_id, MoveKind.RELEASE, quantity, ref) for (stock_id, ref), quantity in given.items()
    ]
    moves += [(ids[one.location_id, one.sku_id], MoveKind.HOLD, one.quantity, one.to_ref) for one in passes]
    record_moves(moves)
