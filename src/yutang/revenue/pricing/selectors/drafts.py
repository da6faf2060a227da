"""Rules that are not kept yet: what they meet, what a basket would cost under them, and past baskets priced again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from yutang.foundation.catalog.api import skus_by_ids
from yutang.foundation.catalog.contracts import SkuFacts
from yutang.kernel import clock
from yutang.kernel.errors import NotFound
from yutang.revenue.pricing.contracts import (
    CouponFacts,
    CouponStatus,
    CustomerTerms,
    Overlap,
    PromotionFacts,
    PromotionSpec,
    PromotionStatus,
    Quote,
    QuoteRequest,
    Scope,
)
from yutang.revenue.pricing.models import Promotion
from yutang.revenue.pricing.rules import PriceBook, check_promotion, decide_quote
from yutang.revenue.pricing.rules.kinds import KINDS
from yutang.revenue.pricing.rules.overlaps import overlaps
from yutang.revenue.pricing.selectors.rule_rows import (
    active_promotions,
    coupon_facts,
    promotion_facts,
    promotions_at,
)

# Above every number that the table gives out for a while.
DRAFT_ID = 2**62


def draft_facts(spec: PromotionSpec, *, starts_at: datetime) -> PromotionFacts:
    """Return a rule as if it were kept. Raises DomainError naming the field of one that cannot be."""
    check_promotion(spec)
    return PromotionFacts(
        promotion_id=DRAFT_ID,
        name=spec.name,
        kind=spec.kind,
        scope=spec.scope,
        config=spec.config,
        starts_at=starts_at,
        ends_at=spec.ends_at,
        exclusive_group=spec.exclusive_group or KINDS[spec.kind].group,
        stacks=spec.stacks,
        audience=spec.audience,
        per_person=spec.per_person,
    )


def promotion_overlaps(spec: PromotionSpec, *, instead_of: int | None = None) -> tuple[Overlap, ...]:
    """Return the kept promotions that a rule would meet; instead_of is the one it would replace."""
    draft = draft_facts(spec, starts_at=spec.starts_at or clock.now())
    known = promotion_facts(Q(status__in=[PromotionStatus.ACTIVE, PromotionStatus.PAUSED]))
    return overlaps(draft, [one for one in known if one.promotion_id != instead_of])


def preview_quote(
    request: QuoteRequest,
    *,
    spec: PromotionSpec | None = None,
    instead_of: int | None = None,
    terms: CustomerTerms | None = None,
) -> Quote:
    """Return the price of a sample basket now, with a rule that is not kept yet; nothing is stored or held."""
    now = clock.now()
    rules = [one for one in active_promotions(now) if one.promotion_id != instead_of]
    if spec is not None:
        rules.append(draft_facts(spec, starts_at=now))
    book = PriceBook(rules)
    skus = skus_by_ids(sorted({sku_id for sku_id, _ in request.lines} | book.gift_ids))
    return decide_quote(request, skus=skus, book=book, coupons=(), now=now, terms=terms or CustomerTerms())


def promotion_spec(promotion_id: int) -> PromotionSpec:
    """Return a kept rule as it was written down. Raises NotFound("promotion_unknown")."""
    found = promotion_facts(Q(pk=promotion_id))
    if not found:
        raise NotFound("promotion_unknown", "没有这条价格规则", promotion_id=promotion_id)
    facts = found[0]
    return PromotionSpec(
        name=facts.name,
        kind=facts.kind,
        config=facts.config,
        scope=facts.scope,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        exclusive_group=facts.exclusive_group,
        stacks=facts.stacks,
        audience=facts.audience,
        per_person=facts.per_person,
    )


class PastPrices:
    """Prices past baskets again, with the rules of their moment and one more; books are kept from change to change."""

    def __init__(self, spec: PromotionSpec, *, without: int | None = None) -> None:
        self._draft = draft_facts(spec, starts_at=clock.now())
        self._without = without
        self._changes = _changes()
        self._books: dict[int, tuple[PriceBook, PriceBook]] = {}

    def totals(
        self,
        request: QuoteRequest,
        *,
        skus: Mapping[int, SkuFacts],
        coupons: Sequence[CouponFacts],
        moment: datetime,
        terms: CustomerTerms,
    ) -> tuple[Quote, Quote]:
        """Return the basket's quotes of that moment without and with the rule."""
        before, after = self._books_at(moment)
        alive = [
            replace(one, status=CouponStatus.AVAILABLE, uses_left=max(one.uses_left, 1)) for one in coupons
        ]
        without, with_rule = (
            decide_quote(
                request, skus=skus, book=book, coupons=alive, now=moment, terms=terms, with_more=False
            )
            for book in (before, after)
        )
        return without, with_rule

    def _books_at(self, moment: datetime) -> tuple[PriceBook, PriceBook]:
        place = sum(1 for change in self._changes if change <= moment)
        if place not in self._books:
            rules = [one for one in promotions_at(moment) if one.promotion_id != self._without]
            self._books[place] = (PriceBook(rules), PriceBook([*rules, self._draft]))
        return self._books[place]


def _changes() -> list[datetime]:
    found: set[datetime] = set()
    for row in Promotion.objects.values_list("starts_at", "ends_at", "stopped_at"):
        found.update(moment for moment in row if moment is not None)
    return sorted(found)


def coupons_by_codes(codes: Sequence[str]) -> dict[str, CouponFacts]:
    """Return coupons by code, whatever became of them (one statement)."""
    return {one.code: one for one in coupon_facts(Q(code__in=list(codes)))} if codes else {}


def rule_text(kind: str, config: Mapping[str, object], *, name: str = "") -> str:
    """Return a kept rule in the words that stand beside a product; "" for kinds that have none."""
    rule = KINDS[kind].rule if kind in KINDS else None
    if rule is None:
        return ""
    return rule(PromotionFacts(0, name, kind, Scope(), dict(config), clock.now(), None)).text()
