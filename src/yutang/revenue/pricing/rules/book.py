"""The price book: every rule in force at one moment, arranged so that a basket looks up instead of searching."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.contracts import NO_TERMS, CustomerTerms, PromotionFacts, PromotionKind, Scope
from yutang.revenue.pricing.rules.kinds import KINDS
from yutang.revenue.pricing.rules.kinds.base import FULL_BP, CartRule
from yutang.revenue.pricing.rules.kinds.first_order import FirstOrder
from yutang.revenue.pricing.rules.kinds.full_gift import FullGift
from yutang.revenue.pricing.rules.kinds.shipping import Template, template, template_for
from yutang.revenue.pricing.rules.kinds.unit_prices import MemberRule, at_share, is_day_of, member_rule
from yutang.revenue.pricing.rules.scopes import in_scope

__all__ = ["FULL_BP", "PriceBook", "UnitPrice", "in_scope"]


class UnitPrice(NamedTuple):
    """How one unit's price comes about: base >= limited >= member; equal means that the step does nothing.

    limited_by is the limited price that counts; exclusive: a line at it joins no other promotion.
    """

    base_fen: int
    limited_fen: int
    member_fen: int
    limited_by: PromotionFacts | None
    member_title: str
    is_terms: bool = False

    @property
    def fen(self) -> int:
        """What one unit costs."""
        return self.member_fen

    @property
    def is_exclusive(self) -> bool:
        """Whether the price is one that joins no other promotion."""
        return (
            self.limited_by is not None
            and not self.limited_by.stacks
            and self.limited_fen < self.base_fen
            and self.member_fen == self.limited_fen
        )


class PriceBook:
    """All rules of one moment. A customer pays the lowest of base, limited and member price; they do not multiply."""

    def __init__(self, promotions: Iterable[PromotionFacts]) -> None:
        self.rules: list[CartRule] = []
        self.templates: list[Template] = []
        self.members: list[MemberRule] = []
        self.has_days = False
        self.asks_newcomer = False
        self.counted: dict[int, int] = {}
        # Rules that are not for everybody.
        self.choosy: list[CartRule] = []
        self._limited: dict[int, list[tuple[int, PromotionFacts]]] = defaultdict(list)
        self._by_scope: dict[str, dict[int, list[CartRule]]] = {
            kind: defaultdict(list) for kind in ("sku", "product", "category")
        }
        self._everywhere: list[CartRule] = []
        self._units: dict[tuple[object, ...], UnitPrice] = {}
        self._rules: dict[tuple[object, ...], tuple[CartRule, ...]] = {}
        for promotion in promotions:
            self._add(promotion)
        self._has_scopes = any(self._by_scope.values()) or any(
            rule.scope.kind not in _KNOWN for rule in self._everywhere
        )
        self._everybody = tuple(self._everywhere)
        self.templates.sort(key=lambda one: one.order, reverse=True)
        self.only_template: Template | None = None
        if len(self.templates) == 1 and self.templates[0].facts.scope.kind == "all":
            self.only_template = self.templates[0]
        self.choosy = [
            rule
            for rule in self.rules
            if rule.facts.audience.kind != "all" or rule.promotion_id in self.counted
        ]
        self.newcomer_ids = frozenset(
            [
                rule.promotion_id
                for rule in self.rules
                if isinstance(rule, FirstOrder) or rule.facts.audience.kind == "newcomer"
            ]
        )
        self.gift_ids = {i for rule in self.rules if isinstance(rule, FullGift) for i in rule.gift_ids()}

    def _add(self, promotion: PromotionFacts) -> None:
        kind = KINDS[promotion.kind]
        if kind.rule is not None:
            self._add_rule(kind.rule(promotion))
        elif promotion.kind == PromotionKind.LIMITED_PRICE:
            for sku_id, fen in promotion.config["prices"].items():
                self._limited[int(sku_id)].append((int(fen), promotion))
        elif promotion.kind == PromotionKind.SHIPPING:
            self.templates.append(template(promotion))
        else:
            self.members.append(member_rule(promotion))
            self.has_days = self.has_days or promotion.kind == PromotionKind.MEMBER_DAY
        if promotion.per_person is not None:
            self.counted[promotion.promotion_id] = promotion.per_person

    def _add_rule(self, rule: CartRule) -> None:
        self.rules.append(rule)
        if isinstance(rule, FirstOrder) or rule.facts.audience.kind == "newcomer":
            self.asks_newcomer = True
            self.counted[rule.promotion_id] = 1
        places = self._by_scope.get(rule.scope.kind)
        if places is None:
            self._everywhere.append(rule)
            return
        for one in rule.scope.ids:
            places[one].append(rule)

    @property
    def named_ids(self) -> set[int]:
        """Return the SKUs that rules name one by one."""
        return set(self._limited) | {
            i for rule in self.rules if rule.scope.kind == "sku" for i in rule.scope.ids
        }

    def rules_for(self, sku: SkuFacts) -> tuple[CartRule, ...]:
        """Return the basket rules that a line with this SKU may join, the oldest first."""
        if not self._has_scopes:
            return self._everybody
        key = (sku.sku_id, sku.product_id, sku.category_id, sku.category_path)
        known = self._rules.get(key)
        if known is None:
            found = {rule.promotion_id: rule for rule in self._everywhere}
            for rule in self._by_scope["sku"].get(sku.sku_id, ()):
                found[rule.promotion_id] = rule
            for rule in self._by_scope["product"].get(sku.product_id, ()):
                found[rule.promotion_id] = rule
            for category in {sku.category_id, *sku.category_path} - {None}:
                for rule in self._by_scope["category"].get(category or 0, ()):
                    found[rule.promotion_id] = rule
            known = tuple(found[key] for key in sorted(found) if found[key].scope.kind in _KNOWN)
            self._rules[key] = known
        return known

    def template_for(self, sku: SkuFacts) -> Template | None:
        """Return the shipping template of a SKU."""
        return template_for(self.templates, sku)

    def members_for(self, group: str, terms: CustomerTerms, now: datetime | None) -> tuple[MemberRule, ...]:
        """Return the member prices that this customer pays at this moment."""
        if not self.members:
            return ()
        return tuple(
            rule
            for rule in self.members
            if rule.is_for(
                group,
                terms,
                is_member_day=rule.is_day and now is not None and is_day_of(rule.facts, now, terms),
            )
        )

    def unit(
        self, sku: SkuFacts, group: str, terms: CustomerTerms = NO_TERMS, now: datetime | None = None
    ) -> UnitPrice:
        """What one unit costs a customer of this price group and these terms, and why."""
        return self.unit_for(sku, self.members_for(group, terms, now), terms)

    def unit_for(
        self,
        sku: SkuFacts,
        members: tuple[MemberRule, ...],
        terms: CustomerTerms,
        *,
        stacks_only: bool = False,
    ) -> UnitPrice:
        """What one unit costs under these member prices. stacks_only leaves out limited prices that stand alone."""
        if not members and terms.discount_bp >= FULL_BP and sku.sku_id not in self._limited:
            return UnitPrice(sku.price_fen, sku.price_fen, sku.price_fen, None, "")
        # Keyed by what the price depends on, so that a book kept for a while still hears of a changed SKU.
        ids = tuple([rule.facts.promotion_id for rule in members]) if members else ()
        key = (
            sku.sku_id,
            sku.price_fen,
            sku.member_price_fen,
            sku.category_id,
            ids,
            terms.discount_bp,
            terms.discount_title,
            stacks_only,
        )
        known = self._units.get(key)
        if known is None:
            known = self._units[key] = self._unit(sku, members, terms, stacks_only=stacks_only)
        return known

    def _unit(
        self, sku: SkuFacts, members: tuple[MemberRule, ...], terms: CustomerTerms, *, stacks_only: bool
    ) -> UnitPrice:
        base = sku.price_fen
        limited, limited_by = base, None
        for fen, promotion in self._limited.get(sku.sku_id, ()):
            if fen < limited and (promotion.stacks or not stacks_only):
                limited, limited_by = fen, promotion
        member, title, is_terms = limited, "", False
        for rule in members:
            offer = rule.price(sku)
            if offer is not None and offer[0] < member:
                member, title = offer
        if terms.discount_bp < FULL_BP and at_share(base, terms.discount_bp) < member:
            member, title, is_terms = (
                at_share(base, terms.discount_bp),
                terms.discount_title or "会员折扣",
                True,
            )
        return UnitPrice(base, limited, member, limited_by, title, is_terms)

    def member_fen(self, sku: SkuFacts) -> tuple[int | None, str]:
        """The lowest member price of a SKU over all groups, to show what membership would bring."""
        best: tuple[int | None, str] = (None, "")
        for rule in self.members:
            if rule.is_day:
                continue
            unit = self.unit_for(sku, (rule,), NO_TERMS)
            if unit.member_fen < unit.limited_fen and (best[0] is None or unit.member_fen < best[0]):
                best = (unit.member_fen, rule.title)
        return best

    def limited_offer(self, sku: SkuFacts) -> tuple[int, PromotionFacts] | None:
        """The lowest limited price of a SKU, if it has one."""
        return min(self._limited.get(sku.sku_id, ()), key=lambda offer: offer[0], default=None)

    def limited_until(self, sku: SkuFacts) -> datetime | None:
        """When the limited price of a SKU ends, if it has one with an end."""
        offer = self.limited_offer(sku)
        return offer[1].ends_at if offer else None

    @property
    def fee_fen(self) -> int:
        """What delivery costs where nothing else is said."""
        usual = self._usual_template()
        return usual.usual.fee_fen if usual else 0

    @property
    def free_from_fen(self) -> int | None:
        """From which amount of goods delivery is free where nothing else is said."""
        usual = self._usual_template()
        return usual.usual.free_from_fen if usual else None

    def _usual_template(self) -> Template | None:
        return next((one for one in self.templates if one.facts.scope.kind == "all"), None)


_KNOWN = frozenset({"all", "category", "product", "sku"})


def scope_key(scope: Scope) -> tuple[str, frozenset[int]]:
    """Return what makes two scopes the same."""
    return scope.kind, scope.ids
