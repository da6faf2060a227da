"""The locked side of the stock room: rows of a batch, read under lock and changed in one statement."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import Q

from yutang.foundation.inventory.contracts import MoveKind, StockWant
from yutang.foundation.inventory.models import Stock, StockMove
from yutang.foundation.inventory.rules import StockKey, StockState
from yutang.kernel import clock, prepared
from yutang.kernel.among import among
from yutang.kernel.batches import insert_columns

_LOCK = """
    SELECT stock.id, stock.location_id, stock.sku_id, stock.on_hand, stock.held FROM inventory_stock AS stock
    JOIN unnest(%s::bigint[], %s::bigint[]) AS wanted(location_id, sku_id)
      ON stock.location_id = wanted.location_id AND stock.sku_id = wanted.sku_id
    ORDER BY stock.id FOR UPDATE OF stock
"""

type Move = tuple[int, MoveKind, int, str]


def lock_stocks(keys: Iterable[StockKey]) -> dict[StockKey, StockState]:
    """Lock the existing stock rows of these (location, sku) pairs in pk order; call inside a transaction."""
    by_location: dict[int, list[int]] = {}
    keys = set(keys)
    for location_id, sku_id in sorted(keys):
        by_location.setdefault(location_id, []).append(sku_id)
    if not by_location:
        return {}
    if connection.vendor == "postgresql":
        places, skus = zip(*sorted(set(keys)), strict=True)
        found = prepared.run(_LOCK, [prepared.array_literal(places), prepared.array_literal(skus)])[0]
        return {(row[1], row[2]): StockState(*row) for row in found}
    wanted = Q()
    for location_id, sku_ids in by_location.items():
        wanted |= Q(location_id=location_id, sku_id__in=sku_ids)
    rows = (
        Stock.objects.select_for_update()
        .filter(wanted)
        .order_by("pk")
        .values_list("id", "location_id", "sku_id", "on_hand", "held")
    )
    return {(row[1], row[2]): StockState(*row) for row in rows}


def open_stocks(keys: Iterable[StockKey]) -> dict[StockKey, StockState]:
    """Lock the rows like `lock_stocks`, making empty ones where there are none."""
    wanted = sorted(set(keys))
    stocks = lock_stocks(wanted)
    missing = [key for key in wanted if key not in stocks]
    if missing:
        Stock.objects.bulk_create(
            (Stock(location_id=location_id, sku_id=sku_id) for location_id, sku_id in missing),
            ignore_conflicts=True,
        )
        stocks |= lock_stocks(missing)
    return stocks


class StockMovedError(RuntimeError):
    """A stock row did not meet the condition of its change; the transaction must be rolled back."""


# Each change states the condition under which it is right, so that a row changed behind our back is noticed.
_CHANGES: Mapping[MoveKind, tuple[str, str]] = {
    MoveKind.HOLD: ("held = held + {n}", "on_hand - held >= {n}"),
    MoveKind.RELEASE: ("held = held - {n}", "held >= {n}"),
    MoveKind.SHIP: ("held = held - {n}, on_hand = on_hand - {n}, moved_out = moved_out + {n}", "held >= {n}"),
    MoveKind.RETURN: ("on_hand = on_hand + {n}, moved_in = moved_in + {n}", "{n} > 0"),
    MoveKind.RECEIVE: ("on_hand = on_hand + {n}, moved_in = moved_in + {n}", "{n} > 0"),
    MoveKind.WRITE_OFF: ("on_hand = on_hand - {n}, moved_out = moved_out + {n}", "on_hand - held >= {n}"),
}
_BY_ARRAYS = (
    "UPDATE inventory_stock SET {change} FROM unnest(%s::bigint[], %s::bigint[]) AS v(stock_id, n) "
    "WHERE id = v.stock_id AND {condition}"
)
_ONE_BY_ONE = "UPDATE inventory_stock SET {change} WHERE {condition} AND id = %s"


def change_stocks(kind: MoveKind, quantities: Mapping[int, int]) -> None:
    """Change each stock id by its quantity in one statement; StockMovedError if a row no longer allows it."""
    if not quantities:
        return
    change, condition = _CHANGES[kind]
    ids = sorted(quantities)
    amounts = [quantities[stock_id] for stock_id in ids]
    if connection.vendor == "postgresql":
        text = _BY_ARRAYS.format(change=change.format(n="v.n"), condition=condition.format(n="v.n"))
        changed = prepared.run(text, [prepared.array_literal(ids), prepared.array_literal(amounts)])[1]
    else:
        text = _ONE_BY_ONE.format(change=change.format(n="%s"), condition=condition.format(n="%s"))
        marks = (change + condition).count("{n}")
        with connection.cursor() as cursor:
            cursor.executemany(
                text, [(*[n] * marks, stock_id) for stock_id, n in zip(ids, amounts, strict=True)]
            )
            changed = cursor.rowcount
    if changed != len(ids):
        raise StockMovedError(f"{kind}: {changed} of {len(ids)} rows allowed the change")


def record_moves(moves: Sequence[Move], *, reason: str = "") -> None:
    """Append the moves (stock id, kind, quantity, reference)."""
    at = clock.now()
    insert_columns(
        StockMove,
        stock_id=[move[0] for move in moves],
        kind=[move[1].value for move in moves],
        quantity=[move[2] for move in moves],
        ref=[move[3] for move in moves],
        reason=[reason[:120]] * len(moves),
        at=[at] * len(moves),
    )


def moved_by_ref(refs: Iterable[str]) -> dict[tuple[str, int], dict[MoveKind, int]]:
    """How much of each kind the references have moved so far, by (reference, stock id)."""
    totals: dict[tuple[str, int], dict[MoveKind, int]] = {}
    rows = StockMove.objects.filter(among(StockMove, "ref", set(refs))).values_list(
        "ref", "stock_id", "kind", "quantity"
    )
    for ref, stock_id, kind, quantity in rows:
        kinds = totals.setdefault((ref, stock_id), {})
        kinds[MoveKind(kind)] = kinds.get(MoveKind(kind), 0) + quantity
    return totals


def open_hold(kinds: Mapping[MoveKind, int]) -> int:
    """What a reference still holds."""
    return kinds.get(MoveKind.HOLD, 0) - kinds.get(MoveKind.RELEASE, 0) - kinds.get(MoveKind.SHIP, 0)


def summed(wants: Iterable[StockWant], stocks: Mapping[StockKey, StockState]) -> dict[int, int]:
    """Quantities of the wants per stock id."""
    totals: dict[int, int] = {}
    for want in wants:
        stock_id = stocks[(want.location_id, want.sku_id)].stock_id
        totals[stock_id] = totals.get(stock_id, 0) + want.quantity
    return totals
