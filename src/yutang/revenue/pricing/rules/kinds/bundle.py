"""套装: a fixed set of goods at one price, as often as the basket holds the whole set."""

from collections.abc import Sequence

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.contracts import Hint, PromotionFacts, PromotionKind, Scope
from yutang.revenue.pricing.rules.explain import short_yuan
from yutang.revenue.pricing.rules.kinds.base import NOTHING, CartRule, Item, Taken, spread
from yutang.revenue.pricing.rules.kinds.checks import Config, fen, goods, wrong


class Bundle(CartRule):
    """The saving falls on the pieces of the set; what is more than the sets keeps its price."""

    kind = PromotionKind.BUNDLE
    title = "套装"
    rank = 10

    def __init__(self, facts: PromotionFacts) -> None:
        super().__init__(facts)
        self.wants = {int(one["sku_id"]): int(one["quantity"]) for one in self.config["items"]}
        self.price_fen = int(self.config["price_fen"])
        self._scope = Scope("sku", frozenset(self.wants))

    @property
    def scope(self) -> Scope:
        """Its own goods."""
        return self._scope

    def is_about(self, sku: SkuFacts) -> bool:
        """Whether the SKU belongs to the set."""
        return sku.sku_id in self.wants

    def take(self, items: Sequence[Item]) -> Taken:
        """Return what the sets cost less than their pieces."""
        sets = self._sets(items)
        if not sets:
            return NOTHING
        parts = [
            Item(position, item.sku, 1, item.unit_fen * self.wants[item.sku.sku_id] * sets)
            for position, item in enumerate(items)
        ]
        off = sum(part.fen for part in parts) - self.price_fen * sets
        if off <= 0:
            return NOTHING
        return Taken(off, spread(off, parts), f"套装 {self.facts.name}", f"{sets} 套")

    def _sets(self, items: Sequence[Item]) -> int:
        have = {item.sku.sku_id: item.quantity for item in items}
        return min(have.get(sku_id, 0) // quantity for sku_id, quantity in self.wants.items())

    def text(self) -> str:
        """Return 套装价 99 元."""
        return f"套装价 {short_yuan(self.price_fen)} 元"

    def hint(self, items: Sequence[Item]) -> Hint | None:
        """Return what is missing when only one kind of goods is."""
        have = {item.sku.sku_id: item.quantity for item in items}
        short = [sku_id for sku_id, quantity in self.wants.items() if have.get(sku_id, 0) < quantity]
        if not items or len(short) != 1 or len(self.wants) < 2:
            return None
        missing = self.wants[short[0]] - have.get(short[0], 0)
        units = {item.sku.sku_id: item.unit_fen for item in items}
        return Hint(self.kind, f"再买 {missing} 件凑成{self.facts.name}", units.get(short[0], 0) * missing)


def check(config: Config) -> None:
    """Refuse a set of one piece."""
    wanted = goods(config.get("items"), "config.items")
    if sum(wanted.values()) < 2:
        raise wrong("config.items", "套装至少要有两件商品")
    fen(config.get("price_fen"), "config.price_fen")
