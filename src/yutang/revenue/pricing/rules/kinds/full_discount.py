"""满折 and N 件 N 折: from an amount or a number of pieces on, everything at a share of its price."""

from collections.abc import Sequence

from yutang.revenue.pricing.contracts import PromotionKind
from yutang.revenue.pricing.rules.explain import tenths
from yutang.revenue.pricing.rules.kinds.base import FULL_BP, Item, money
from yutang.revenue.pricing.rules.kinds.checks import Config, share, wrong
from yutang.revenue.pricing.rules.kinds.tiers import Reached, Tier, TierRule, check_tiers


class FullDiscount(TierRule):
    """The customer pays discount_bp of what the lines cost, rounded up to the fen."""

    kind = PromotionKind.FULL_DISCOUNT
    title = "满折"
    gives = "discount_bp"
    rank = 55

    def tier_off(self, reached: Reached, items: Sequence[Item]) -> int:
        """Return fen off."""
        return money(items) * (FULL_BP - int(reached.tier.gives)) // FULL_BP

    def tier_text(self, tier: Tier) -> str:
        """Return 享 8.5 折."""
        return f"享 {tenths(int(tier.gives))} 折"


def check(config: Config) -> None:
    """Refuse shares outside of 0.01 to 10 tenths, and repetition."""
    if config.get("repeat"):
        raise wrong("config.repeat", "满折不能循环")

    def gives(tier: Config, _threshold: int, _by_count: bool) -> None:  # noqa: FBT001
        share(tier.get("discount_bp"), "config.tiers.discount_bp")

    check_tiers(config, gives)
