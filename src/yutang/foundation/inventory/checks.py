"""What the doctor proves about stock, from its rows."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from yutang.foundation.inventory.contracts import MoveKind
from yutang.foundation.inventory.models import Stock, StockMove
from yutang.kernel.doctor import Finding, check


@check(name="库存：在库 = 期初 + 入库 - 出库，占用 = 未结占用")
def stock_adds_up() -> Iterable[Finding]:
    """Every figure of a stock row follows from its moves, and none is negative."""
    moved: dict[int, dict[str, int]] = defaultdict(dict)
    totals = StockMove.objects.values_list("stock_id", "kind").annotate(total=Sum("quantity")).order_by()
    for stock_id, kind, total in totals.iterator(chunk_size=5_000):
        moved[stock_id][kind] = total
    rows = Stock.objects.order_by("pk").values_list(
        "id", "location_id", "sku_id", "initial", "moved_in", "moved_out", "on_hand", "held"
    )
    for stock_id, location_id, sku_id, *figures in rows.iterator(chunk_size=5_000):
        expected = _expected(moved.pop(stock_id, {}))
        for name, figure, right in zip(_NAMES, figures, expected, strict=True):
            if figure != right or figure < 0:
                yield Finding(f"stock:{location_id}:{sku_id}", f"{name} {figure}，按流水应为 {right}")
    for stock_id in moved:
        yield Finding(f"stock:{stock_id}", "流水指向不存在的库存")


@check(name="库存：没有单号占用为负")
def no_reference_is_overdrawn() -> Iterable[Finding]:
    """No reference released and shipped more than it held, or returned more than it shipped."""
    totals = StockMove.objects.values("ref", "stock_id").annotate(
        held=_total(MoveKind.HOLD),
        released=_total(MoveKind.RELEASE),
        shipped=_total(MoveKind.SHIP),
        returned=_total(MoveKind.RETURN),
    )
    wrong = totals.filter(Q(held__lt=F("released") + F("shipped")) | Q(returned__gt=F("shipped")))
    for row in wrong.order_by("ref")[:100]:
        if row["held"] < row["released"] + row["shipped"]:
            yield Finding(f"ref:{row['ref']}", "释放与出库超过占用")
        else:
            yield Finding(f"ref:{row['ref']}", "退回超过出库")


def _total(kind: MoveKind) -> Coalesce:
    return Coalesce(Sum("quantity", filter=Q(kind=kind.value)), 0)


_NAMES = ("期初", "累计入库", "累计出库", "在库", "占用")


def _expected(kinds: dict[str, int]) -> tuple[int, int, int, int, int]:
    initial = kinds.get(MoveKind.INITIAL, 0)
    moved_in = kinds.get(MoveKind.RECEIVE, 0) + kinds.get(MoveKind.RETURN, 0)
    moved_out = kinds.get(MoveKind.SHIP, 0) + kinds.get(MoveKind.WRITE_OFF, 0)
    held = kinds.get(MoveKind.HOLD, 0) - kinds.get(MoveKind.RELEASE, 0) - kinds.get(MoveKind.SHIP, 0)
    return initial, moved_in, moved_out, initial + moved_in - moved_out, held
