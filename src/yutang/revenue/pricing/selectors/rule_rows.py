"""Price rules and coupons as plain facts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from yutang.kernel.short_memory import ShortMemory
from yutang.revenue.pricing.contracts import CouponFacts, PromotionFacts, PromotionStatus, Scope
from yutang.revenue.pricing.models import Coupon, Promotion
from yutang.revenue.pricing.rules import PriceBook

# A rule that starts or ends is seen half a second later; an order at the old price is refused as price_changed.
price_book_memory: ShortMemory[PriceBook] = ShortMemory(seconds=0.5)

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


def scope_of(kind: str, ids: Iterable[Any]) -> Scope:
    """Return a stored scope as a value."""
    return Scope(kind, frozenset(int(i) for i in ids))


def active_promotions(now: datetime) -> list[PromotionFacts]:
    """Return every price rule in force, oldest first (one statement)."""
    rows = (
        Promotion.objects.filter(status=PromotionStatus.ACTIVE, starts_at__lte=now)
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))
        .order_by("id")
        .values_list("id", "name", "kind", "scope_kind", "scope_ids", "config", "starts_at", "ends_at")
    )
    return [
        PromotionFacts(id_, name, kind, scope_of(scope_kind, scope_ids), config, starts_at, ends_at)
        for id_, name, kind, scope_kind, scope_ids, config, starts_at, ends_at in rows
    ]


def price_book(now: datetime) -> PriceBook:
    """Return the rules in force, ready for quoting; at most half a second old."""
    return price_book_memory.get(lambda: PriceBook(active_promotions(now)))


def coupon_facts(query: Q, *, limit: int | None = None) -> list[CouponFacts]:
    """Return coupons with what their templates say, newest first (one statement)."""
    rows = Coupon.objects.filter(query).order_by("-id").values_list(*_COUPON_FIELDS)
    return [_coupon(row) for row in (rows if limit is None else rows[:limit])]


def _coupon(row: tuple[Any, ...]) -> CouponFacts:
    code, template_code, name, kind, amount, threshold, scope_kind, scope_ids, stacks, *rest = row
    *state, discount_bp, cap_fen, group, store_ids, uses_total, uses_left, per_order, split_ref = rest
    scope = scope_of(scope_kind, scope_ids)
    return CouponFacts(
        code,
        template_code,
        name,
        kind,
        amount,
        threshold,
        scope,
        stacks,
        *state,
        discount_bp=discount_bp,
        cap_fen=cap_fen,
        stacking_group=group,
        store_ids=frozenset(store_ids),
        uses_total=uses_total,
        uses_left=uses_left,
        uses_per_order=per_order,
        split_ref=split_ref,
    )
