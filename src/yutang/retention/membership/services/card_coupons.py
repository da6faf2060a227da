"""The coupons that a card brings every month."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.retention.membership.contracts import CardStatus
from yutang.retention.membership.models import MemberCard
from yutang.retention.membership.rules import month_of
from yutang.revenue.pricing.api import issue_coupons
from yutang.revenue.pricing.contracts import CouponIssue

BATCH = 500


def issue_card_coupons(card_nos: Collection[str]) -> int:
    """Give these cards their coupons of this month, if they run and have not had them; returns how many cards."""
    return _issue_for(MemberCard.objects.filter(no__in=list(card_nos)))


def issue_due_coupons(*, limit: int = 10_000) -> int:
    """Give this month's coupons to every running card that has not had them; returns how many cards."""
    done = 0
    while done < limit:
        count = _batch()
        done += count
        if count < BATCH:
            break
    return done


def _batch() -> int:
    return _issue_for(MemberCard.objects.all())


@transaction.atomic
def _issue_for(cards: QuerySet[MemberCard]) -> int:
    at = clock.now()
    rows = cards.filter(
        ~Q(coupons_month=month_of(at)), status=CardStatus.ACTIVE, starts_at__lte=at, ends_at__gt=at
    )
    due = list(rows.select_for_update(of=("self",), skip_locked=True).select_related("card_type")[:BATCH])
    _issue_month(due, at=at)
    return len(due)


def _issue_month(cards: Sequence[MemberCard], *, at: datetime) -> None:
    """Issue this month's coupons and remember it; a template that ran out gives none this month."""
    month = month_of(at)
    wanted: dict[str, list[CouponIssue]] = {}
    for card in cards:
        for gift in card.card_type.month_coupons:
            for number in range(gift["count"]):
                key = f"card:{card.no}:{month}:{gift['template']}:{number}"
                issue = CouponIssue(gift["template"], card.customer_id, key, f"card:{card.no}")
                wanted.setdefault(gift["template"], []).append(issue)
    for issues in wanted.values():
        _issue(issues)
    MemberCard.objects.filter(pk__in=[card.pk for card in cards]).update(coupons_month=month)


def _issue(issues: Sequence[CouponIssue]) -> None:
    try:
        with transaction.atomic():
            issue_coupons(issues)
    except DomainError:
        return
