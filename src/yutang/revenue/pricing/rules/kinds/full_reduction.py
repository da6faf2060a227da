"""满减: from an amount or a number of pieces on, so much off; in tiers, or again and again (每满减)."""

from collections.abc import Sequence

from yutang.revenue.pricing.contracts import PromotionKind
from yutang.revenue.pricing.rules.explain import short_yuan
from yutang.revenue.pricing.rules.kinds.base import Item
from yutang.revenue.pricing.rules.kinds.checks import Config, fen, wrong
from yutang.revenue.pricing.rules.kinds.tiers import Reached, Tier, TierRule, check_tiers


class FullReduction(TierRule):
    """Takes off the highest tier that is reached, or the one tier as often as it is reached."""

    kind = PromotionKind.FULL_REDUCTION
    title = "满减"
    gives = "off_fen"

    def tier_off(self, reached: Reached, _items: Sequence[Item]) -> int:
        """Return fen off."""
        return int(reached.tier.gives) * reached.times

    def tier_text(self, tier: Tier) -> str:
        """Return 减 10."""
        return f"减 {short_yuan(int(tier.gives))}"

    def gain_text(self, tier: Tier) -> str:
        """Return 减 ¥10."""
        return f"{'再' if self.repeat else ''}减 ¥{short_yuan(int(tier.gives))}"


def check(config: Config) -> None:
    """Refuse tiers that give more than they ask for."""

    def gives(tier: Config, threshold: int, by_count: bool) -> None:  # noqa: FBT001
        off = fen(tier.get("off_fen"), "config.tiers.off_fen", least=1)
        if not by_count and off > threshold:
            raise wrong("config.tiers.off_fen", "减额不能超过门槛")

    check_tiers(config, gives)
