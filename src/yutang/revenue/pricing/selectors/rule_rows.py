"""Price rules and coupons as plain facts."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from yutang.kernel.queries import Many, Query
from yutang.kernel.short_memory import ShortMemory
from yutang.revenue.pricing.contracts import (
    Audience,
    CouponFacts,
    CouponStatus,
    PromotionFacts,
    PromotionStatus,
    Scope,
)
from yutang.revenue.pricing.models import Coupon, Promotion
from yutang.revenue.pricing.rules import PriceBook


class KeptBook(NamedTuple):
    """A price book and the moments between which it is true."""

    book: PriceBook
    since: datetime
    until: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether no rule has started or ended since the book was made."""
        return self.since <= now and (self.until is None or now < self.until)


# A rule that somebody writes is seen half a second later at most; one that starts or ends by the clock to the moment.
price_book_memory: ShortMemory[KeptBook] = ShortMemory(seconds=0.5)

_COUPON_FIELDS = (
    "code",
    "template__code",
    "template__name",
    "template__kind",
    "amount_fen",
    "template__threshold_fen",
    "template__scope_kind",
    "template__scope_ids",
    "template__stacks_with_promotions",
    "status",
    "valid_from",
    "valid_until",
    "customer_id",
    "order_no",
    "source",
    "used_at",
    "template__discount_bp",
    "template__cap_fen",
    "template__stacking_group",
    "template__store_ids",
    "uses_total",
    "uses_left",
    "template__uses_per_order",
    "split_ref",
)


_PROMOTION_FIELDS = (
    "id",
    "name",
    "kind",
    "scope_kind",
    "scope_ids",
    "config",
    "starts_at",
    "ends_at",
    "status",
    "exclusive_group",
    "stacks",
    "audience",
    "per_person",
)


def scope_of(kind: str, ids: Iterable[Any]) -> Scope:
    """Return a stored scope as a value."""
    return Scope(kind, frozenset(int(i) for i in ids))


def promotion_facts(query: Q) -> list[PromotionFacts]:
    """Return price rules as values, oldest first (one statement)."""
    rows = Promotion.objects.filter(query).order_by("id").values_list(*_PROMOTION_FIELDS)
    return [_promotion(row) for row in rows]


def _promotion(row: tuple[Any, ...]) -> PromotionFacts:
    id_, name, kind, scope_kind, scope_ids, config, starts_at, ends_at, status, group, stacks, who, most = row
    return PromotionFacts(
        promotion_id=id_,
        name=name,
        kind=kind,
        scope=scope_of(scope_kind, scope_ids),
        config=config,
        starts_at=starts_at,
        ends_at=ends_at,
        status=status,
        exclusive_group=group,
        stacks=stacks,
        audience=audience_of(who),
        per_person=most,
    )


def audience_of(stored: Mapping[str, Any]) -> Audience:
    """Return a stored audience as a value."""
    return Audience(
        kind=str(stored.get("kind") or "all"),
        min_level=int(stored.get("min_level") or 0),
        groups=frozenset(str(group) for group in stored.get("groups") or ()),
    )


def active_promotions(now: datetime) -> list[PromotionFacts]:
    """Return every price rule in force, oldest first (one statement)."""
    return [facts for facts in _coming(now) if facts.starts_at <= now]


def promotions_at(moment: datetime) -> list[PromotionFacts]:
    """Return the price rules that were in force at a moment, also those that were stopped since."""
    return promotion_facts(
        Q(starts_at__lte=moment)
        & (Q(ends_at__isnull=True) | Q(ends_at__gt=moment))
        & (Q(stopped_at__isnull=True) | Q(stopped_at__gt=moment))
    )


def _coming(now: datetime) -> list[PromotionFacts]:
    return promotion_facts(Q(status=PromotionStatus.ACTIVE) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now)))


def price_book(now: datetime) -> PriceBook:
    """Return the rules in force, ready for quoting."""
    kept = price_book_memory.get(lambda: _kept_book(now))
    if not kept.holds(now):
        price_book_memory.forget()
        kept = price_book_memory.get(lambda: _kept_book(now))
    return kept.book


def _kept_book(now: datetime) -> KeptBook:
    coming = _coming(now)
    changes = [facts.starts_at for facts in coming if facts.starts_at > now]
    changes += [facts.ends_at for facts in coming if facts.ends_at is not None]
    book = PriceBook([facts for facts in coming if facts.starts_at <= now])
    return KeptBook(book, now, min(changes, default=None))


_AVAILABLE = Query(
    lambda: (
        Coupon.objects.filter(customer_id__among=Many("owners"), status=CouponStatus.AVAILABLE)
        .order_by("-id")
        .values_list(*_COUPON_FIELDS)
    )
)


def available_coupons(owners: Collection[int]) -> list[CouponFacts]:
    """Return the coupons that these customers may still use, newest first (one statement)."""
    return [_coupon(row) for row in _AVAILABLE.rows(owners=owners)]


def coupon_facts(query: Q, *, limit: int | None = None) -> list[CouponFacts]:
    """Return coupons with what their templates say, newest first (one statement)."""
    rows = Coupon.objects.filter(query).order_by("-id").values_list(*_COUPON_FIELDS)
    return [_coupon(row) for row in (rows if limit is None else rows[:limit])]


def _coupon(row: tuple[Any, ...]) -> CouponFacts:
    head, (scope_kind, scope_ids, stacks), state, tail = row[:6], row[6:9], row[9:16], row[16:]
    discount_bp, cap_fen, group, store_ids, *uses = tail
    # The columns stand in the order of the facts, but for the two that become a scope and the list of stores.
    facts: list[Any] = [*head, scope_of(scope_kind, scope_ids), stacks, *state]
    facts += [discount_bp, cap_fen, group, frozenset(store_ids), *uses]
    return CouponFacts(*facts)
