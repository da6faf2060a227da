"""Rules that change what one piece costs, whatever else is in the basket: 限时价 · 会员价 · 会员日.

A customer pays the lowest of all of them; they do not multiply.
"""

from dataclasses import dataclass
from datetime import datetime

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.contracts import CustomerTerms, PromotionFacts, PromotionKind
from yutang.revenue.pricing.rules.explain import SHANGHAI, tenths
from yutang.revenue.pricing.rules.kinds.base import FULL_BP
from yutang.revenue.pricing.rules.kinds.checks import Config, prices, share, whole, wrong
from yutang.revenue.pricing.rules.scopes import in_scope


def at_share(fen: int, discount_bp: int) -> int:
    """Return a share of a price, rounded half up to the fen."""
    return (fen * discount_bp + FULL_BP // 2) // FULL_BP


@dataclass(frozen=True, slots=True)
class MemberRule:
    """A price for one group of customers, or from one level on, or for members on their day."""

    facts: PromotionFacts
    group: str
    level: int
    discount_bp: int
    title: str
    is_day: bool

    def is_for(self, group: str, terms: CustomerTerms, *, is_member_day: bool) -> bool:
        """Whether this customer pays this price now."""
        if self.is_day:
            return is_member_day and terms.level >= self.level
        if self.group:
            return self.group == group
        return self.level > 0 and terms.level >= self.level

    def price(self, sku: SkuFacts) -> tuple[int, str] | None:
        """Return the price of one piece and its words, or None when the rule changes nothing."""
        base, found = sku.price_fen, None
        if in_scope(self.facts.scope, sku) and self.discount_bp < FULL_BP:
            found = (at_share(base, self.discount_bp), f"{self.title} {tenths(self.discount_bp)} 折")
        own = sku.member_price_fen
        if not self.is_day and own is not None and own < (found[0] if found else base):
            found = (own, self.title)
        return found


def member_rule(facts: PromotionFacts) -> MemberRule:
    """Read a member price or a member day."""
    config = facts.config
    is_day = facts.kind == PromotionKind.MEMBER_DAY
    return MemberRule(
        facts,
        group="" if is_day else str(config.get("group") or ""),
        level=int(config.get("level") or 0),
        discount_bp=int(config.get("discount_bp", FULL_BP)),
        title=str(config.get("title") or ("会员日" if is_day else "会员")),
        is_day=is_day,
    )


def is_day_of(facts: PromotionFacts, now: datetime, terms: CustomerTerms) -> bool:
    """Whether today, as the calendar of Shanghai has it, is a member day by this rule."""
    if terms.member_day:
        return True
    local = now.astimezone(SHANGHAI)
    return local.day in (facts.config.get("days") or ()) or local.isoweekday() in (
        facts.config.get("weekdays") or ()
    )


def check_limited(config: Config) -> None:
    """Refuse a limited price without goods."""
    prices(config.get("prices"), "config.prices")


def check_member(config: Config) -> None:
    """Refuse a member price for nobody."""
    if not config.get("group") and not config.get("level"):
        raise wrong("config.group", "请填写会员价格组或等级")
    if config.get("level"):
        whole(config["level"], "config.level", most=99)
    share(config.get("discount_bp", FULL_BP), "config.discount_bp")


def check_day(config: Config) -> None:
    """Refuse a member day without a day."""
    share(config.get("discount_bp"), "config.discount_bp")
    days, weekdays = config.get("days") or [], config.get("weekdays") or []
    if not days and not weekdays and not config.get("by_membership"):
        raise wrong("config.days", "请选择会员日")
    for day in days:
        whole(day, "config.days", most=31)
    for day in weekdays:
        whole(day, "config.weekdays", most=7)
    if config.get("level"):
        whole(config["level"], "config.level", most=99)
