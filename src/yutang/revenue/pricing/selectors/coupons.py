"""Coupons to show: mine, and those that can be taken."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from yutang.foundation.catalog.api import product_detail
from yutang.foundation.catalog.contracts import ProductDetail
from yutang.kernel import clock
from yutang.kernel.errors import DomainError, NotFound
from yutang.revenue.pricing.contracts import CouponFacts, CouponStatus, CouponTemplateFacts
from yutang.revenue.pricing.models import CouponTemplate
from yutang.revenue.pricing.selectors.coupon_limits import had_so_far, left_of_day, worst_of
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
    """Return public coupons, those for one product or all; can_take tells what this customer may do now.

    Sold-out ones are among them in the coupon centre, not beside a product. What can be taken comes first.
    """
    now = clock.now()
    rows = list(
        CouponTemplate.objects.filter(is_public=True, is_active=True, is_split=False)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=now))
        .order_by("threshold_fen", "id")
    )
    if product_id is not None:
        product = product_detail(product_id)
        rows = [row for row in rows if _is_about(row, product)]
    facts = _with_mine(rows, customer_id, now)
    if product_id is not None:
        facts = [one for one in facts if one.left is None or one.left > 0 or one.taken_by_me]
    return sorted(facts, key=lambda one: not one.can_take)


def takeable_template(template_id: int, *, customer_id: int | None = None) -> CouponTemplateFacts:
    """Return one coupon that a link leads to, public or not; raises NotFound("template_unknown") for one nobody can take."""
    row = CouponTemplate.objects.filter(pk=template_id, is_active=True, is_split=False).first()
    if row is None:
        raise NotFound("template_unknown", "这张优惠券已经不能领了", field="template_id")
    return _with_mine([row], customer_id, clock.now())[0]


def _with_mine(
    rows: Sequence[CouponTemplate], customer_id: int | None, now: datetime
) -> list[CouponTemplateFacts]:
    today = clock.business_date(now)
    had = had_so_far([row.pk for row in rows], [customer_id], today=today) if customer_id and rows else None
    return [
        template_facts(
            row,
            today=today,
            taken_by_me=had.ever[(row.pk, customer_id)] if had and customer_id else 0,
            taken_today=had.today[(row.pk, customer_id)] if had and customer_id else 0,
        )
        for row in rows
    ]


def _is_about(row: CouponTemplate, product: ProductDetail) -> bool:
    if row.scope_kind == "product":
        return product.product_id in row.scope_ids
    if row.scope_kind == "category":
        return not set(product.category_path).isdisjoint(row.scope_ids)
    if row.scope_kind == "sku":
        return not {sku.sku_id for sku in product.skus}.isdisjoint(row.scope_ids)
    return row.scope_kind == "all"


def template_facts(
    row: CouponTemplate, *, today: date, taken_by_me: int = 0, taken_today: int = 0
) -> CouponTemplateFacts:
    """Return a template as a value."""
    left = None if row.total is None else row.total - row.taken - row.reserved
    if row.budget_fen is not None:
        cost = max(worst_of(row), 1)
        affordable = max(row.budget_fen - row.committed_fen - row.reserved_fen, 0) // cost
        left = affordable if left is None else min(left, affordable)
    left_today = left_of_day(row, today)
    mine_left = taken_by_me < row.per_person and (row.per_day is None or taken_today < row.per_day)
    is_there = (left is None or left > 0) and (left_today is None or left_today > 0)
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
        left=left,
        per_person=row.per_person,
        taken_by_me=taken_by_me,
        can_take=mine_left and is_there,
        discount_bp=row.discount_bp,
        cap_fen=row.cap_fen,
        max_fen=row.max_fen,
        stacking_group=row.stacking_group,
        store_ids=frozenset(row.store_ids),
        uses_total=row.uses_total,
        valid_after_days=row.valid_after_days,
        per_day=row.per_day,
        taken_today=taken_today,
        left_today=left_today,
    )


def coupons_ending(*, after: datetime, before: datetime, limit: int = 1000) -> list[CouponFacts]:
    """Return available coupons that end inside a window, for reminders."""
    query = Q(status=CouponStatus.AVAILABLE, valid_until__gt=after, valid_until__lte=before)
    return coupon_facts(query, limit=limit)
