"""首单价: what a customer without an order pays, some goods at a price, or something off the first order."""

from collections.abc import Sequence

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.contracts import PromotionFacts, PromotionKind, Scope
from yutang.revenue.pricing.rules.explain import short_yuan
from yutang.revenue.pricing.rules.kinds.base import NOTHING, CartRule, Item, Taken, money, spread
from yutang.revenue.pricing.rules.kinds.checks import Config, fen, prices, whole, wrong


class FirstOrder(CartRule):
    """With prices: so many pieces of each SKU at its newcomer price. Otherwise: off_fen from threshold_fen on."""

    kind = PromotionKind.FIRST_ORDER
    title = "新人首单"
    rank = 15

    def __init__(self, facts: PromotionFacts) -> None:
        super().__init__(facts)
        self.prices = {int(key): int(value) for key, value in (self.config.get("prices") or {}).items()}
        self.pieces = int(self.config.get("pieces") or 1)
        self.threshold_fen = int(self.config.get("threshold_fen") or 0)
        self.off_fen = int(self.config.get("off_fen") or 0)
        self._scope = Scope("sku", frozenset(self.prices)) if self.prices else facts.scope

    @property
    def scope(self) -> Scope:
        """The goods that have a newcomer price, or the scope."""
        return self._scope

    def is_about(self, sku: SkuFacts) -> bool:
        """Whether the SKU has a newcomer price, or is in scope."""
        return sku.sku_id in self.prices if self.prices else super().is_about(sku)

    def take(self, items: Sequence[Item]) -> Taken:
        """Return what the first order costs less."""
        if not self.prices:
            whole_fen = money(items)
            off = min(self.off_fen, whole_fen) if whole_fen >= self.threshold_fen else 0
            return Taken(off, spread(off, items), "新人首单", self.text()) if off else NOTHING
        shares = [
            max(item.unit_fen - self.prices[item.sku.sku_id], 0) * min(self.pieces, item.quantity)
            for item in items
        ]
        names = [item.sku.name for item, off in zip(items, shares, strict=True) if off]
        return Taken(sum(shares), shares, "新人价", "、".join(names[:3])) if names else NOTHING

    def jumps(self, items: Sequence[Item], extra_fen: int, *, others: bool) -> bool:
        """Whether dearer lines could reach the threshold."""
        have = money(items)
        return 0 < self.threshold_fen <= have + extra_fen and (others or self.threshold_fen > have)

    def text(self) -> str:
        """Return 新人价, or 首单满 30 减 10."""
        if self.prices:
            return "新人价"
        at = f"满 {short_yuan(self.threshold_fen)} " if self.threshold_fen else "立"
        return f"首单{at}减 {short_yuan(self.off_fen)}"


def check(config: Config) -> None:
    """Refuse a rule that says both or nothing."""
    if config.get("prices"):
        prices(config["prices"], "config.prices")
        if config.get("off_fen"):
            raise wrong("config.off_fen", "新人价和首单立减只能选一种")
        if config.get("pieces"):
            whole(config["pieces"], "config.pieces")
        return
    off = fen(config.get("off_fen"), "config.off_fen", least=1)
    threshold = fen(config.get("threshold_fen") or 0, "config.threshold_fen")
    if threshold and off > threshold:
        raise wrong("config.off_fen", "减额不能超过门槛")
