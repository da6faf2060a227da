"""N 件 N 元: any n pieces of the scope for one price; the dearest pieces are packed first."""

from collections.abc import Iterator, Sequence

from yutang.revenue.pricing.contracts import Hint, PromotionFacts, PromotionKind
from yutang.revenue.pricing.rules.explain import short_yuan
from yutang.revenue.pricing.rules.kinds.base import NOTHING, CartRule, Item, Taken, count, pieces_of, spread
from yutang.revenue.pricing.rules.kinds.checks import Config, fen, whole

type Pack = list[tuple[int, int, int]]


class NFor(CartRule):
    """Packs of n, the dearest pieces together, as long as a pack is dearer than its price."""

    kind = PromotionKind.N_FOR
    title = "N 件 N 元"
    rank = 20

    def __init__(self, facts: PromotionFacts) -> None:
        super().__init__(facts)
        self.n = int(self.config["n"])
        self.price_fen = int(self.config["price_fen"])

    def take(self, items: Sequence[Item]) -> Taken:
        """Return what the packs cost less than their pieces; a pack's saving falls on its pieces."""
        shares = [0] * len(items)
        packs = 0
        for pack, times in self._packs(items):
            whole_fen = sum(unit * pieces for unit, pieces, _ in pack)
            if whole_fen <= self.price_fen:
                break
            packs += times
            parts = [Item(position, items[position].sku, 1, unit * n * times) for unit, n, position in pack]
            for part, off in zip(parts, spread((whole_fen - self.price_fen) * times, parts), strict=True):
                shares[part.index] += off
        if not packs:
            return NOTHING
        return Taken(sum(shares), shares, self.text(), f"已凑 {packs} 组，共 {packs * self.n} 件")

    def saving(self, items: Sequence[Item]) -> int:
        """Return what it takes off, without the shares."""
        off = 0
        for pack, times in self._packs(items):
            more = sum(unit * pieces for unit, pieces, _ in pack) - self.price_fen
            if more <= 0:
                break
            off += more * times
        return off

    def _packs(self, items: Sequence[Item]) -> Iterator[tuple[Pack, int]]:
        """Yield packs, the dearest first; equal packs of one line come once with how often they occur."""
        pack: Pack = []
        filled = 0
        for unit, quantity, position in pieces_of(items):
            left = quantity
            if filled:
                used = min(left, self.n - filled)
                pack.append((unit, used, position))
                filled, left = filled + used, left - used
                if filled < self.n:
                    continue
                yield pack, 1
            if left >= self.n:
                yield [(unit, self.n, position)], left // self.n
            filled = left % self.n
            pack = [(unit, filled, position)] if filled else []

    def text(self) -> str:
        """Return 任选 3 件 99 元."""
        return f"任选 {self.n} 件 {short_yuan(self.price_fen)} 元"

    def hint(self, items: Sequence[Item]) -> Hint | None:
        """Return 再买 1 件享任选 3 件 99 元."""
        missing = (-count(items)) % self.n if items else 0
        if not missing or missing > 2:
            return None
        return Hint(
            self.kind, f"再买 {missing} 件享{self.text()}", min(item.unit_fen for item in items) * missing
        )


def check(config: Config) -> None:
    """Refuse packs of one and amounts that cannot be."""
    whole(config.get("n"), "config.n", least=2, most=100)
    fen(config.get("price_fen"), "config.price_fen")
