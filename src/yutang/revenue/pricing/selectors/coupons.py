"""Coupons to show: mine, and those that can be taken."""

from collections import Counter
from datetime import datetime

from django.db.models import F, Q

from yutang.foundation.catalog.api import product_detail
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.pricing.contracts import CouponFacts, CouponStatus, CouponTemplateFacts
from yutang.revenue.pricing.models import Coupon, CouponTemplate
from yutang.revenue.pricing.selectors.rule_rows import coupon_facts, scope_of


def coupons_of(customer_id: int, *, status: str | None = None, limit: int = 100) -> list[CouponFacts]:
    """Return a customer's coupons, newest first. status "available" leaves out those whose time is over.

    Raises DomainError for a status that does not exist.
    """
    query = Q(customer_id=customer_id)
    if status is not None:
        if status not in set(CouponStatus):
            raise DomainError("status_invalid", "没有这种优惠券状态", field="status")
        query &= Q(status=status)
        if status == CouponStatus.AVAILABLE:
            query &= Q(valid_until__gt=clock.now())
    return coupon_facts(query, limit=limit)


def takeable_coupons(
    *, product_id: int | None = None, customer_id: int | None = None
) -> list[CouponTemplateFacts]:
    """Return public coupons that still exist, those for one product or all; can_take tells what this customer may do."""
    now = clock.now()
    rows = list(
        CouponTemplate.objects.filter(is_public=True, is_active=True)
        .filter(Q(total__isnull=True) | Q(taken__lt=F("total")))
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=now))
        .order_by("threshold_fen", "id")
    )
    if product_id is not None:
        product = product_detail(product_id)
        rows = [row for row in rows if _is_about(row, product.product_id, product.category_path)]
    mine: Counter[int] = Counter()
    if customer_id is not None and rows:
        ids = [row.pk for row in rows]
        mine.update(
            Coupon.objects.filter(customer_id=customer_id, template_id__in=ids).values_list(
                "template_id", flat=True
            )
        )
    return [template_facts(row, taken_by_me=mine[row.pk]) for row in rows]


def _is_about(row: CouponTemplate, product_id: int, category_path: tuple[int, ...]) -> bool:
    if row.scope_kind == "product":
        return product_id in row.scope_ids
    if row.scope_kind == "category":
        return not set(category_path).isdisjoint(row.scope_ids)
    return row.scope_kind == "all"


def template_facts(row: CouponTemplate, *, taken_by_me: int = 0) -> CouponTemplateFacts:
    """Return a template as a value."""
    return CouponTemplateFacts(
        template_id=row.pk,
        template_code=row.code,
        name=row.name,
        kind=row.kind,
        amount_fen=row.amount_fen,
        threshold_fen=row.threshold_fen,
        scope=scope_of(row.scope_kind, row.scope_ids),
        stacks_with_promotions=row.stacks_with_promotions,
        valid_days=row.valid_days,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        left=None if row.total is None else row.total - row.taken,
        per_person=row.per_person,
        taken_by_me=taken_by_me,
        can_take=taken_by_me < row.per_person,
    )


def coupons_ending(*, after: datetime, before: datetime, limit: int = 1000) -> list[CouponFacts]:
    """Return available coupons that end inside a window, for reminders."""
    query = Q(status=CouponStatus.AVAILABLE, valid_until__gt=after, valid_until__lte=before)
    return coupon_facts(query, limit=limit)
