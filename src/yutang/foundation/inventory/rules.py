"""Pure decisions of the stock room: who gets the last pieces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yutang.foundation.inventory.contracts import HoldAnswer, StockWant
from yutang.kernel.errors import DomainError

MOST = 10**9
type StockKey = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StockState:
    """A locked stock row while a batch is decided."""

    stock_id: int
    location_id: int
    sku_id: int
    on_hand: int
    held: int

    @property
    def available(self) -> int:
        """What can still be promised."""
        return self.on_hand - self.held


def check_wants(wants: Sequence[StockWant]) -> None:
    """Raise if a quantity or reference could never be right."""
    for want in wants:
        if type(want.quantity) is not int or not 0 < want.quantity < MOST:
            raise DomainError("bad_quantity", "数量必须是 1 到 999999999 的整数", field="quantity")
        if not want.ref or len(want.ref) > 80:
            raise DomainError("bad_ref", "单号不能为空，且不超过 80 个字符", field="ref")


def decide_holds(
    wants: Sequence[StockWant], stocks: Mapping[StockKey, StockState]
) -> tuple[list[HoldAnswer], dict[StockKey, int]]:
    """Answer the wants in order, first come first served; also how much of each stock is taken.

    The wants of one reference are held together or not at all. A reference that does not fit takes nothing,
    so a later and smaller one may still fit.
    """
    left = {key: stock.available for key, stock in stocks.items()}
    taken: dict[StockKey, int] = {}
    answers: list[HoldAnswer | None] = [None] * len(wants)
    for indexes in _by_ref(wants):
        needed: dict[StockKey, int] = {}
        for index in indexes:
            key = (wants[index].location_id, wants[index].sku_id)
            needed[key] = needed.get(key, 0) + wants[index].quantity
        short = {key for key, quantity in needed.items() if left.get(key, 0) < quantity}
        for index in indexes:
            key = (wants[index].location_id, wants[index].sku_id)
            answers[index] = HoldAnswer(not short, key in short, left.get(key, 0))
        if not short:
            for key, quantity in needed.items():
                left[key] -= quantity
                taken[key] = taken.get(key, 0) + quantity
    return [answer for answer in answers if answer is not None], taken


def _by_ref(wants: Sequence[StockWant]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for index, want in enumerate(wants):
        groups.setdefault(want.ref, []).append(index)
    return list(groups.values())
