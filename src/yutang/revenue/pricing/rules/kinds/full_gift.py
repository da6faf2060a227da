"""满赠: from an amount or a number of pieces on, something comes along for nothing, as long as there is stock."""

from collections.abc import Sequence

from yutang.revenue.pricing.contracts import PromotionKind
from yutang.revenue.pricing.rules.kinds.base import NOTHING, Item, Taken
from yutang.revenue.pricing.rules.kinds.checks import Config, goods, wrong
from yutang.revenue.pricing.rules.kinds.tiers import Reached, Tier, TierRule, check_tiers


class FullGift(TierRule):
    """Gives the gifts of the highest tier that is reached."""

    kind = PromotionKind.FULL_GIFT
    title = "满赠"
    gives = "gifts"
    rank = 90

    def gift_ids(self) -> set[int]:
        """Return every SKU that may come along."""
        return {int(gift["sku_id"]) for tier in self.tiers for gift in tier.gives}

    def tier_off(self, _reached: Reached, _items: Sequence[Item]) -> int:
        """Return nothing: gifts take no money off."""
        return 0

    def tier_text(self, tier: Tier) -> str:
        """Return 送赠品."""
        pieces = sum(int(gift["quantity"]) for gift in tier.gives)
        return "送赠品" if pieces == 1 else f"送 {pieces} 件赠品"

    def worth(self, items: Sequence[Item]) -> int:
        """Return how many pieces come along."""
        return sum(quantity for _, quantity in self._gifts(items))

    def take(self, items: Sequence[Item]) -> Taken:
        """Return the gifts; nothing is taken off."""
        gifts = self._gifts(items)
        reached = self.reached(items)
        if not gifts or reached is None:
            return NOTHING
        return Taken(0, [0] * len(items), self.label(reached.tier), self.detail(items), gifts)

    def _gifts(self, items: Sequence[Item]) -> tuple[tuple[int, int], ...]:
        reached = self.reached(items)
        if reached is None:
            return ()
        return tuple(
            (int(gift["sku_id"]), int(gift["quantity"]) * reached.times) for gift in reached.tier.gives
        )


def check(config: Config) -> None:
    """Refuse a tier without gifts."""
    if config.get("per", "order") != "order":
        raise wrong("config.per", "满赠按整单计算")

    def gives(tier: Config, _threshold: int, _by_count: bool) -> None:  # noqa: FBT001
        goods(tier.get("gifts"), "config.tiers.gifts")

    check_tiers(config, gives)
