"""第二件半价: of every n pieces the cheapest one at a share of its price; 买一送一 is a share of nothing."""

from collections.abc import Sequence

from yutang.revenue.pricing.contracts import Hint, PromotionFacts, PromotionKind
from yutang.revenue.pricing.rules.explain import tenths
from yutang.revenue.pricing.rules.kinds.base import FULL_BP, NOTHING, CartRule, Item, Taken, count, pieces_of
from yutang.revenue.pricing.rules.kinds.checks import Config, one_of, share, whole
from yutang.revenue.pricing.rules.kinds.tiers import PER

_COUNTS = "零一二三四五六七八九十"


class NthDiscount(CartRule):
    """per "line": n pieces of one SKU; per "order": any n pieces, sorted by price, so that nobody loses by mixing."""

    kind = PromotionKind.NTH_DISCOUNT
    title = "第 N 件优惠"
    rank = 20

    def __init__(self, facts: PromotionFacts) -> None:
        super().__init__(facts)
        self.n = int(self.config["n"])
        self.discount_bp = int(self.config["discount_bp"])
        self.per_line = self.config.get("per", "line") == "line"
        self.times = int(self.config.get("times") or 0)

    def take(self, items: Sequence[Item]) -> Taken:
        """Return what the nth pieces cost less."""
        shares = [0] * len(items)
        if self.per_line:
            left = self.times or sum(item.quantity for item in items)
            order = sorted(range(len(items)), key=lambda i: (-items[i].unit_fen, i))
            for position in order:
                times = min(items[position].quantity // self.n, left)
                shares[position] = self._cut(items[position].unit_fen) * times
                left -= times
        else:
            self._mixed(items, shares)
        off = sum(shares)
        if not off:
            return NOTHING
        names = [item.sku.name for item, part in zip(items, shares, strict=True) if part]
        return Taken(off, shares, self._label(), "、".join(names[:3]))

    def _mixed(self, items: Sequence[Item], shares: list[int]) -> None:
        """Sorted by price, every nth piece is the cheapest of its n."""
        seen = 0
        for unit, quantity, position in pieces_of(items):
            first, last = seen // self.n, (seen + quantity) // self.n
            if self.times:
                first, last = min(first, self.times), min(last, self.times)
            shares[position] += self._cut(unit) * (last - first)
            seen += quantity

    def _cut(self, unit_fen: int) -> int:
        return unit_fen * (FULL_BP - self.discount_bp) // FULL_BP

    def _label(self) -> str:
        if self.discount_bp == 0:
            return f"买 {self.n - 1} 送 1"
        nth = _COUNTS[self.n] if self.n <= 10 else f" {self.n} "
        return f"第{nth}件{'半价' if self.discount_bp == 5_000 else f' {tenths(self.discount_bp)} 折'}"

    def text(self) -> str:
        """Return 第二件半价."""
        return self._label()

    def hint(self, items: Sequence[Item]) -> Hint | None:
        """Return 再买 1 件享第二件半价."""
        if not items:
            return None
        best: Hint | None = None
        for group in [[item] for item in items] if self.per_line else [list(items)]:
            have = count(group)
            missing = (-have) % self.n
            if not missing or (self.times and have // self.n >= self.times) or missing > 2:
                continue
            fen = min(item.unit_fen for item in group) * missing
            gives = self._label() if self.discount_bp == 0 else f"享{self._label()}"
            if best is None or fen < best.missing_fen:
                best = Hint(self.kind, f"再买 {missing} 件{gives}", fen)
        return best


def check(config: Config) -> None:
    """Refuse an n below 2 and shares outside of 0 to 10 tenths."""
    whole(config.get("n"), "config.n", least=2, most=20)
    share(config.get("discount_bp"), "config.discount_bp", least=0)
    one_of(config.get("per", "line"), PER, "config.per")
    if config.get("times"):
        whole(config["times"], "config.times")
