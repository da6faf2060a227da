"""N 选 1: any one piece of a list at a fixed price, if one likes only from an amount of these goods on."""

from collections.abc import Sequence

from yutang.revenue.pricing.contracts import PromotionFacts, PromotionKind
from yutang.revenue.pricing.rules.explain import short_yuan
from yutang.revenue.pricing.rules.kinds.base import NOTHING, CartRule, Item, Taken, money, pieces_of
from yutang.revenue.pricing.rules.kinds.checks import Config, fen, whole


class ChooseOne(CartRule):
    """The dearest piece is chosen; `times` pieces at most, one unless said otherwise."""

    kind = PromotionKind.CHOOSE_ONE
    title = "N 选 1"
    rank = 20

    def __init__(self, facts: PromotionFacts) -> None:
        super().__init__(facts)
        self.price_fen = int(self.config["price_fen"])
        self.threshold_fen = int(self.config.get("threshold_fen") or 0)
        self.times = int(self.config.get("times") or 1)

    def take(self, items: Sequence[Item]) -> Taken:
        """Return what the chosen pieces cost less."""
        if money(items) < self.threshold_fen:
            return NOTHING
        shares = [0] * len(items)
        left = self.times
        names: list[str] = []
        for unit, quantity, position in pieces_of(items):
            pieces = min(left, quantity)
            if unit <= self.price_fen or not pieces:
                break
            shares[position] = (unit - self.price_fen) * pieces
            names.append(items[position].sku.name)
            left -= pieces
        if not names:
            return NOTHING
        return Taken(sum(shares), shares, self.text(), "、".join(names[:3]))

    def jumps(self, items: Sequence[Item], extra_fen: int, *, others: bool) -> bool:
        """Whether dearer lines could reach the threshold."""
        have = money(items)
        return 0 < self.threshold_fen <= have + extra_fen and (others or self.threshold_fen > have)

    def text(self) -> str:
        """Return 任选 1 件 9.90 元."""
        at = f"满 {short_yuan(self.threshold_fen)} " if self.threshold_fen else ""
        return f"{at}任选 {self.times} 件，每件 {short_yuan(self.price_fen)} 元"


def check(config: Config) -> None:
    """Refuse amounts and numbers that cannot be."""
    fen(config.get("price_fen"), "config.price_fen")
    if config.get("threshold_fen"):
        fen(config["threshold_fen"], "config.threshold_fen")
    if config.get("times"):
        whole(config["times"], "config.times", most=100)
