"""Give coupons to customers."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from yutang.kernel import clock, outbox
from yutang.kernel.batches import insert_columns
from yutang.kernel.errors import Conflict, NotFound
from yutang.kernel.ids import random_code
from yutang.revenue.pricing.contracts import CouponIssue, CouponStatus, IssuedCoupon
from yutang.revenue.pricing.events import CouponIssued
from yutang.revenue.pricing.models import Coupon, CouponTemplate


@transaction.atomic
def issue_coupons(issues: Sequence[CouponIssue]) -> list[IssuedCoupon]:
    """Give each customer his coupon, once per key for ever; the answers are in the order of the issues.

    A key that was used before gives the same coupon again with is_new False. All or nothing: an unknown template
    raises NotFound("template_unknown"), one without enough left raises Conflict("coupon_gone").
    """
    if not issues:
        return []
    templates = _lock_templates({issue.template_code for issue in issues})
    known = {row.key: row for row in Coupon.objects.filter(key__in=[issue.key for issue in issues])}
    fresh = {issue.key: issue for issue in issues if issue.key not in known}
    _take_from_templates(templates, Counter(issue.template_code for issue in fresh.values()))
    now = clock.now()
    made = {key: _new_coupon(issue, templates[issue.template_code], now) for key, issue in fresh.items()}
    _insert(list(made.values()), templates, now)
    return [
        _answer(
            known.get(issue.key) or made[issue.key], templates[issue.template_code], is_new=issue.key in made
        )
        for issue in issues
    ]


def _lock_templates(codes: set[str]) -> dict[str, CouponTemplate]:
    rows = CouponTemplate.objects.select_for_update().filter(code__in=codes).order_by("pk")
    found = {row.code: row for row in rows}
    for code in codes:
        if code not in found:
            raise NotFound(
                "template_unknown", "没有这种优惠券", field="template_code", template_code=code[:32]
            )
    return found


def _take_from_templates(templates: dict[str, CouponTemplate], wanted: Counter[str]) -> None:
    for code, count in sorted(wanted.items()):
        template = templates[code]
        if template.total is not None and template.taken + count > template.total:
            raise Conflict("coupon_gone", "优惠券已被领完", template_code=code)
        CouponTemplate.objects.filter(pk=template.pk).update(taken=F("taken") + count)


def _new_coupon(issue: CouponIssue, template: CouponTemplate, now: datetime) -> Coupon:
    starts = max(now, template.valid_from) if template.valid_from else now
    ends = [template.valid_until] if template.valid_until else []
    if template.valid_days is not None:
        ends.append(starts + timedelta(days=template.valid_days))
    return Coupon(
        code=f"C{random_code(11)}",
        template_id=template.pk,
        customer_id=issue.customer_id,
        status=CouponStatus.AVAILABLE,
        valid_from=starts,
        valid_until=min(ends),
        source=issue.source[:64],
        key=issue.key,
        created_at=now,
    )


def _insert(coupons: list[Coupon], templates: dict[str, CouponTemplate], now: datetime) -> None:
    if not coupons:
        return
    names = ("code", "template_id", "customer_id", "status", "valid_from", "valid_until", "source", "key")
    columns = {name: [getattr(coupon, name) for coupon in coupons] for name in names}
    insert_columns(
        Coupon,
        **columns,
        order_no=[""] * len(coupons),
        used_at=[None] * len(coupons),
        created_at=[now] * len(coupons),
    )
    by_id = {template.pk: template for template in templates.values()}
    outbox.publish_many([_event(coupon, by_id[coupon.template_id]) for coupon in coupons])


def _event(coupon: Coupon, template: CouponTemplate) -> CouponIssued:
    return CouponIssued(
        customer_id=coupon.customer_id,
        code=coupon.code,
        template_code=template.code,
        title=template.name,
        amount_fen=template.amount_fen,
        threshold_fen=template.threshold_fen,
        valid_until=coupon.valid_until.isoformat(),
        source=coupon.source,
    )


def _answer(coupon: Coupon, template: CouponTemplate, *, is_new: bool) -> IssuedCoupon:
    return IssuedCoupon(
        key=coupon.key,
        code=coupon.code,
        customer_id=coupon.customer_id,
        template_code=template.code,
        name=template.name,
        amount_fen=template.amount_fen,
        threshold_fen=template.threshold_fen,
        valid_until=coupon.valid_until,
        is_new=is_new,
    )
