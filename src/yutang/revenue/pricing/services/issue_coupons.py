"""Give coupons to customers."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from yutang.kernel import clock, outbox
from yutang.kernel.batches import insert_columns
from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.kernel.ids import random_codes
from yutang.revenue.pricing.contracts import CouponIssue, CouponKind, CouponStatus, IssuedCoupon
from yutang.revenue.pricing.events import CouponIssued
from yutang.revenue.pricing.models import Coupon, CouponTemplate
from yutang.revenue.pricing.rules.coupon_terms import coupon_window, worst_fen
from yutang.revenue.pricing.rules.explain import worth_label


class _Made(NamedTuple):
    """One new coupon: the columns that differ from row to row. Rows are cheaper to make than model instances."""

    code: str
    template_id: int
    customer_id: int
    amount_fen: int
    uses: int
    valid_from: datetime
    valid_until: datetime
    source: str
    origin: str
    split_ref: str
    key: str


@transaction.atomic
def issue_coupons(issues: Sequence[CouponIssue]) -> list[IssuedCoupon]:
    """Give each customer his coupon, once per key for ever; the answers are in the order of the issues.

    A key that was used before gives the same coupon again with is_new False. All or nothing: an unknown template
    raises NotFound("template_unknown"), one without enough left Conflict("coupon_gone"), one whose money does not
    suffice Conflict("coupon_budget"), one that is withdrawn or over DomainError("coupon_over").
    """
    if not issues:
        return []
    templates = lock_templates({issue.template_code for issue in issues})
    known = {row.key: row for row in Coupon.objects.filter(key__in=[issue.key for issue in issues])}
    fresh = {issue.key: issue for issue in issues if issue.key not in known}
    now = clock.now()
    made = _new_coupons(fresh, templates, now)
    _take_from_templates(templates, made)
    told = {key for key, issue in fresh.items() if issue.tell}
    _insert(made, templates, told, now)
    new = {row.key: row for row in made}
    return [
        _answer(
            known.get(issue.key) or new[issue.key], templates[issue.template_code], is_new=issue.key in new
        )
        for issue in issues
    ]


def lock_templates(codes: set[str]) -> dict[str, CouponTemplate]:
    """Return the templates by code, locked in one order; raises NotFound("template_unknown")."""
    rows = CouponTemplate.objects.select_for_update().filter(code__in=codes).order_by("pk")
    found = {row.code: row for row in rows}
    for code in sorted(codes):
        if code not in found:
            raise template_unknown(code)
    return found


def template_unknown(code: str) -> NotFound:
    """The error for a template that does not exist."""
    return NotFound("template_unknown", "没有这种优惠券", field="template_code", template_code=code[:32])


def coupon_gone(code: str) -> Conflict:
    """The error for a template of which none is left."""
    return Conflict("coupon_gone", "优惠券已被领完", template_code=code)


def coupon_over(code: str) -> DomainError:
    """The error for a template whose time is over or that was withdrawn."""
    return DomainError("coupon_over", "活动已结束", status=409, template_code=code)


def _take_from_templates(templates: dict[str, CouponTemplate], coupons: list[_Made]) -> None:
    for template in sorted(templates.values(), key=lambda row: row.pk):
        mine = [coupon for coupon in coupons if coupon.template_id == template.pk]
        if not mine:
            continue
        cost = sum(_worst(template, coupon) for coupon in mine)
        if template.total is not None and template.taken + template.reserved + len(mine) > template.total:
            raise coupon_gone(template.code)
        spoken_for = template.committed_fen + template.reserved_fen + cost
        if template.budget_fen is not None and spoken_for > template.budget_fen:
            raise Conflict("coupon_budget", "优惠券预算已用完", template_code=template.code)
        CouponTemplate.objects.filter(pk=template.pk).update(
            taken=F("taken") + len(mine), committed_fen=F("committed_fen") + cost
        )


def _worst(template: CouponTemplate, coupon: _Made) -> int:
    return worst_fen(template.kind, amount_fen=coupon.amount_fen, cap_fen=template.cap_fen, uses=coupon.uses)


def _new_coupons(
    issues: dict[str, CouponIssue], templates: dict[str, CouponTemplate], now: datetime
) -> list[_Made]:
    names = {issue.template_code for issue in issues.values()}
    windows = {name: _window(templates[name], now) for name in names}
    made: list[_Made] = []
    for code, (key, issue) in zip(random_codes(len(issues), 11), issues.items(), strict=True):
        template, (starts, ends) = templates[issue.template_code], windows[issue.template_code]
        made.append(
            _Made(
                f"C{code}",
                template.pk,
                issue.customer_id,
                _amount(issue, template),
                template.uses_total,
                starts,
                ends,
                issue.source[:64],
                str(issue.origin),
                issue.split_ref[:40],
                key,
            )
        )
    return made


def _window(template: CouponTemplate, now: datetime) -> tuple[datetime, datetime]:
    starts, ends = coupon_window(
        now,
        valid_days=template.valid_days,
        valid_after_days=template.valid_after_days,
        valid_from=template.valid_from,
        valid_until=template.valid_until,
    )
    if template.withdrawn_at is not None or ends <= max(now, starts):
        raise coupon_over(template.code)
    return starts, ends


def _amount(issue: CouponIssue, template: CouponTemplate) -> int:
    if issue.amount_fen is not None:
        least, most = (
            (1, template.amount_fen) if template.is_split else (template.amount_fen, template.max_fen)
        )
        if not (template.is_split or template.kind == CouponKind.RANDOM) or not (
            least <= issue.amount_fen <= most
        ):
            raise DomainError("coupon_amount_invalid", "这种优惠券不能发这个面额", field="amount_fen")
        return issue.amount_fen
    if template.is_split:
        raise DomainError("coupon_amount_invalid", "瓜分券须由瓜分活动发出", field="amount_fen")
    if template.kind == CouponKind.RANDOM:
        return template.amount_fen + secrets.randbelow(template.max_fen - template.amount_fen + 1)
    return template.amount_fen


def _insert(
    coupons: list[_Made], templates: dict[str, CouponTemplate], told: set[str], now: datetime
) -> None:
    if not coupons:
        return
    codes, templates_, customers, amounts, uses, starts, ends, sources, origins, splits, keys = zip(
        *coupons, strict=True
    )
    count = len(coupons)
    insert_columns(
        Coupon,
        code=codes,
        template_id=templates_,
        customer_id=customers,
        status=[CouponStatus.AVAILABLE.value] * count,
        amount_fen=amounts,
        uses_total=uses,
        uses_left=uses,
        valid_from=starts,
        valid_until=ends,
        source=sources,
        origin=origins,
        split_ref=splits,
        key=keys,
        created_at=[now] * count,
        is_extended=[False] * count,
        order_no=[""] * count,
        used_at=[None] * count,
    )
    by_id = {template.pk: template for template in templates.values()}
    until = {end: end.isoformat() for end in set(ends)}
    outbox.publish_many(
        [
            _event(row, by_id[row.template_id], until[row.valid_until], tell=row.key in told)
            for row in coupons
        ],
        at=now,
    )


def _event(coupon: _Made, template: CouponTemplate, until: str, *, tell: bool) -> CouponIssued:
    return CouponIssued(
        coupon.customer_id,
        coupon.code,
        template.code,
        template.name,
        coupon.amount_fen,
        template.threshold_fen,
        until,
        coupon.source,
        _worth(template, coupon) if tell else "",
        tell,
    )


def _worth(template: CouponTemplate, coupon: _Made) -> str:
    return worth_label(
        template.kind,
        amount_fen=coupon.amount_fen,
        threshold_fen=template.threshold_fen,
        discount_bp=template.discount_bp,
    )


def _answer(coupon: Coupon | _Made, template: CouponTemplate, *, is_new: bool) -> IssuedCoupon:
    return IssuedCoupon(
        coupon.key,
        coupon.code,
        coupon.customer_id,
        template.code,
        template.name,
        coupon.amount_fen,
        template.threshold_fen,
        coupon.valid_until,
        is_new,
        template.kind,
        template.discount_bp,
    )
