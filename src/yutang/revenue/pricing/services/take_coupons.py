"""Customers take coupons: in the coupon centre, on a page, or by a link."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.errors import Conflict, DomainError
from yutang.revenue.pricing.contracts import CouponIssue, CouponOrigin, CouponTake, IssuedCoupon
from yutang.revenue.pricing.models import CouponTemplate
from yutang.revenue.pricing.selectors.coupon_limits import Had, had_so_far, left_of_day, worst_of
from yutang.revenue.pricing.services.issue_coupons import (
    coupon_gone,
    coupon_over,
    issue_coupons,
    template_unknown,
)

_SOURCES = {CouponOrigin.TAKE: "领券中心", CouponOrigin.LINK: "链接领取"}


def take_coupon(
    *, customer_id: int, template_code: str, origin: CouponOrigin = CouponOrigin.TAKE
) -> IssuedCoupon:
    """Give a customer one coupon, within the limits; by a link also one that the coupon centre does not show.

    Raises NotFound("template_unknown"), Conflict("coupon_limit") when he has had his share, Conflict("coupon_limit_today")
    when tomorrow he may again, Conflict("coupon_gone") when none is left (today), DomainError("coupon_over").
    """
    (answer,) = take_coupons([CouponTake(customer_id, template_code, origin)])
    if isinstance(answer, DomainError):
        raise answer
    return answer


@transaction.atomic
def take_coupons(takes: Sequence[CouponTake]) -> list[IssuedCoupon | DomainError]:
    """Let many customers take at once; each is answered in his place, earlier ones first. Constant statements."""
    if not takes:
        return []
    now = clock.now()
    today = clock.business_date(now)
    templates = {
        row.code: row
        for row in CouponTemplate.objects.select_for_update()
        .filter(code__in={take.template_code for take in takes})
        .order_by("pk")
    }
    had = had_so_far(
        [row.pk for row in templates.values()], [take.customer_id for take in takes], today=today
    )
    answers: list[IssuedCoupon | DomainError | None] = [None] * len(takes)
    issues: dict[int, CouponIssue] = {}
    for place, take in enumerate(takes):
        template = templates.get(take.template_code)
        refusal = (
            template_unknown(take.template_code)
            if template is None
            else _refusal(template, take, had, now, today)
        )
        if refusal is not None or template is None:
            answers[place] = refusal
            continue
        issues[place] = _take(template, take, had, today)
    _count_days(templates.values(), today)
    for place, issued in zip(issues, issue_coupons(list(issues.values())), strict=True):
        answers[place] = issued
    return [answer for answer in answers if answer is not None]


def limit_refusal(template: CouponTemplate, customer_id: int, had: Had) -> DomainError | None:
    """Why this customer may not have another one, or not today."""
    who = (template.pk, customer_id)
    if had.ever[who] >= template.per_person:
        return Conflict("coupon_limit", f"每人限领 {template.per_person} 张", template_code=template.code)
    if template.per_day is not None and had.today[who] >= template.per_day:
        return Conflict("coupon_limit_today", "今天的已经领过了，明天再来", template_code=template.code)
    return None


def _refusal(
    template: CouponTemplate, take: CouponTake, had: Had, now: datetime, today: date
) -> DomainError | None:
    hidden = not template.is_public and take.origin == CouponOrigin.TAKE
    if template.withdrawn_at is not None or (template.valid_until and template.valid_until <= now):
        return coupon_over(template.code)
    if not template.is_active or template.is_split or hidden:
        return template_unknown(template.code)
    return limit_refusal(template, take.customer_id, had) or _nothing_left(template, today)


def _nothing_left(template: CouponTemplate, today: date) -> DomainError | None:
    """The limits of what there is: today's number, the number, and the money at worst."""
    left_today = left_of_day(template, today)
    if left_today is not None and left_today <= 0:
        return Conflict("coupon_gone_today", "今天的已经领完，明天再来", template_code=template.code)
    gone = template.total is not None and template.taken + template.reserved >= template.total
    cost = template.committed_fen + template.reserved_fen + worst_of(template)
    if gone or (template.budget_fen is not None and cost > template.budget_fen):
        return coupon_gone(template.code)
    return None


def _take(template: CouponTemplate, take: CouponTake, had: Had, today: date) -> CouponIssue:
    """Count the take in memory, so that the next one of this batch is judged after it."""
    who = (template.pk, take.customer_id)
    had.ever[who] += 1
    had.today[who] += 1
    template.taken += 1
    template.committed_fen += worst_of(template)
    template.day_taken = template.day_taken + 1 if template.day == today else 1
    template.day = today
    key = f"take:{template.code}:{take.customer_id}:{had.ever[who]}"
    return CouponIssue(
        template.code, take.customer_id, key, _SOURCES.get(take.origin, ""), origin=take.origin
    )


def _count_days(templates: Iterable[CouponTemplate], today: date) -> None:
    for template in templates:
        if template.day_total is not None and template.day == today:
            CouponTemplate.objects.filter(pk=template.pk).update(
                day=template.day, day_taken=template.day_taken
            )
