"""What full-reduction, full-discount and full-gift have in common: tiers by amount or by pieces, per order or per line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from yutang.kernel.money import yuan
from yutang.revenue.pricing.contracts import Hint, PromotionFacts
from yutang.revenue.pricing.rules.explain import short_yuan
from yutang.revenue.pricing.rules.kinds.base import NOTHING, CartRule, Item, Taken, count, money, spread
from yutang.revenue.pricing.rules.kinds.checks import Config, fen, one_of, whole, wrong

BY = ("amount", "count")
PER = ("order", "line")


@dataclass(frozen=True, slots=True)
class Tier:
    """From this much on (fen or pieces), this is given: fen off, a share still paid, or gifts."""

    threshold: int
    gives: Any


class Reached(NamedTuple):
    """The tier that was reached and how many times it is given."""

    tier: Tier
    times: int


class TierRule(CartRule):
    """A rule with tiers. Subclasses say what a tier takes off and how it reads."""

    gives: ClassVar[str]
    rank = 60

    def __init__(self, facts: PromotionFacts) -> None:
        super().__init__(facts)
        config = self.config
        self.by_count = config.get("by", "amount") == "count"
        self.per_line = config.get("per", "order") == "line"
        self.repeat = bool(config.get("repeat", False))
        self.cap_fen = int(config.get("cap_fen") or 0)
        key = "threshold_count" if self.by_count else "threshold_fen"
        tiers = [Tier(int(tier[key]), tier[self.gives]) for tier in config["tiers"]]
        self.tiers = sorted(tiers, key=lambda tier: -tier.threshold)

    def measure(self, items: Sequence[Item]) -> int:
        """Return what the thresholds are asked of."""
        return count(items) if self.by_count else money(items)

    def reached(self, items: Sequence[Item]) -> Reached | None:
        """Return the highest tier that these lines reach."""
        have = self.measure(items)
        for tier in self.tiers:
            if have >= tier.threshold:
                return Reached(tier, have // tier.threshold if self.repeat else 1)
        return None

    def tier_off(self, reached: Reached, items: Sequence[Item]) -> int:
        """Return what a reached tier takes off these lines."""
        raise NotImplementedError

    def tier_text(self, tier: Tier) -> str:
        """Return what a tier gives, e.g. 减 10."""
        raise NotImplementedError

    def gain_text(self, tier: Tier) -> str:
        """Return the same for a hint."""
        return self.tier_text(tier)

    def threshold_text(self, threshold: int) -> str:
        """Return 99, or 3 件."""
        return f"{threshold} 件" if self.by_count else short_yuan(threshold)

    def label(self, tier: Tier) -> str:
        """Return the tier as a customer reads it."""
        word = "每满" if self.repeat else "满"
        return f"{word} {self.threshold_text(tier.threshold)} {self.tier_text(tier)}"

    def saving(self, items: Sequence[Item]) -> int:
        """Return what it takes off, without the words."""
        if self.per_line:
            return self._capped(sum(self._off([item]) for item in items))
        return self._capped(self._off(items))

    def _off(self, items: Sequence[Item]) -> int:
        reached = self.reached(items)
        return 0 if reached is None else min(self.tier_off(reached, items), money(items))

    def _capped(self, off_fen: int) -> int:
        return min(off_fen, self.cap_fen) if self.cap_fen else off_fen

    def take(self, items: Sequence[Item]) -> Taken:
        """Return what it takes off; of a rule per line each line has its own share."""
        if self.per_line:
            return self._take_lines(items)
        reached = self.reached(items)
        if reached is None:
            return NOTHING
        off = self._capped(min(self.tier_off(reached, items), money(items)))
        return Taken(off, spread(off, items), self.label(reached.tier), self.detail(items))

    def detail(self, items: Sequence[Item]) -> str:
        """Return how the threshold was reached."""
        if self.by_count:
            return f"以上共 {count(items)} 件，已达门槛"
        return f"以上 ¥{yuan(money(items))}，已达门槛"

    def _take_lines(self, items: Sequence[Item]) -> Taken:
        offs = [self._off([item]) for item in items]
        off = self._capped(sum(offs))
        if not off:
            return NOTHING
        tier = next(t for t in self.tiers if any(self.measure([item]) >= t.threshold for item in items))
        shares = offs if off == sum(offs) else spread_by(off, offs)
        return Taken(off, shares, f"单品{self.label(tier)}", "、".join(_names(items, offs)), ())

    def jumps(self, items: Sequence[Item], extra_fen: int, *, others: bool) -> bool:
        """Whether dearer lines could reach a higher tier."""
        have = money(items)
        return not self.by_count and any(
            tier.threshold <= have + extra_fen
            and (others or self.per_line or self.repeat or tier.threshold > have)
            for tier in self.tiers
        )

    def text(self) -> str:
        """Return all tiers, the lowest first."""
        prefix = "单品" if self.per_line else ""
        return "，".join(prefix + self.label(tier) for tier in reversed(self.tiers))

    def hint(self, items: Sequence[Item]) -> Hint | None:
        """Return what is missing to the next tier."""
        if not items or self.per_line:
            return None
        have = self.measure(items)
        tier = self._next_tier(have)
        if tier is None:
            return None
        missing = tier.threshold - have
        gain = self.gain_text(tier)
        if self.by_count:
            cheapest = min(item.unit_fen for item in items)
            return Hint(self.kind, f"再买 {missing} 件{gain}", missing * cheapest)
        return Hint(self.kind, f"再买 ¥{yuan(missing)} {gain}", missing)

    def _next_tier(self, have: int) -> Tier | None:
        above = [tier for tier in self.tiers if tier.threshold > have]
        if above:
            return above[-1]
        if self.repeat and self.tiers and not self.cap_fen:
            top = self.tiers[0]
            return Tier((have // top.threshold + 1) * top.threshold, top.gives)
        return None


def spread_by(total: int, weights: Sequence[int]) -> list[int]:
    """Split a capped total over lines by what each would have had."""
    items = [Item(i, None, 1, weight) for i, weight in enumerate(weights)]  # type: ignore[arg-type]
    return spread(total, items)


def _names(items: Sequence[Item], offs: Sequence[int]) -> list[str]:
    return [item.sku.name for item, off in zip(items, offs, strict=True) if off][:3]


def check_tiers(config: Config, gives: Callable[[Config, int, bool], None]) -> None:
    """Refuse tiers that make no sense; `gives(tier, threshold, by_count)` checks what a tier gives."""
    by_count = one_of(config.get("by", "amount"), BY, "config.by") == "count"
    one_of(config.get("per", "order"), PER, "config.per")
    if config.get("cap_fen"):
        fen(config["cap_fen"], "config.cap_fen")
    tiers = config.get("tiers") or []
    if not tiers:
        raise wrong("config.tiers", "至少要有一档")
    if len(tiers) > 10:
        raise wrong("config.tiers", "最多 10 档")
    if config.get("repeat") and len(tiers) > 1:
        raise wrong("config.tiers", "每满减只能有一档")
    thresholds: set[int] = set()
    for tier in tiers:
        key = "threshold_count" if by_count else "threshold_fen"
        least = 1
        threshold = (whole if by_count else fen)(tier.get(key), f"config.tiers.{key}", least=least)
        if threshold in thresholds:
            raise wrong(f"config.tiers.{key}", "两档的门槛不能相同")
        thresholds.add(threshold)
        gives(tier, threshold, by_count)
