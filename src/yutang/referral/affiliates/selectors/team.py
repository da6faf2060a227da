"""The team: me → those I brought → those they brought. Never more."""

from collections.abc import Sequence

from django.db.models import Count, F, Q, Sum

from yutang.foundation.customers.api import customers_by_ids
from yutang.foundation.links.api import downline_counts, downline_page, last_touches
from yutang.foundation.links.contracts import DownlineMember
from yutang.kernel.clock import SHANGHAI, now
from yutang.referral.affiliates.contracts import TeamMember, TeamPage
from yutang.referral.affiliates.models import Commission
from yutang.referral.affiliates.selectors.policy import current_policy

_SORTED = 1000


def team_of(
    customer_id: int, *, level: int = 1, sort: str = "recent", page: int = 1, size: int = 20
) -> TeamPage:
    """Return one page of a level of the team, also those who have not bought yet; there is no level 3.

    sort: recent (who came last first) or earned (who brought most first, among the newest thousand).
    """
    level = 2 if level == 2 else 1
    counts = downline_counts(customer_id)
    policy = current_policy()
    start = (max(page, 1) - 1) * size
    if sort == "earned":
        everybody = downline_page(customer_id, level=level, size=_SORTED)
        brought = _brought(customer_id, [member.customer_id for member in everybody])
        everybody.sort(key=lambda member: -brought.get(member.customer_id, (0, 0))[1])
        members = everybody[start : start + size]
    else:
        members = downline_page(customer_id, level=level, page=page, size=size)
    total = counts.level1 if level == 1 else counts.level2
    reachable = min(total, _SORTED) if sort == "earned" else total
    return TeamPage(
        team1_count=counts.level1,
        team2_count=counts.level2,
        rate1_bp=policy.rate1_bp,
        rate2_bp=policy.rate2_bp,
        items=tuple(_members(customer_id, members)),
        next_page=page + 1 if start + size < reachable else None,
    )


def _members(customer_id: int, members: Sequence[DownlineMember]) -> list[TeamMember]:
    people = customers_by_ids({member.customer_id for member in members})
    brought = _brought(customer_id, [member.customer_id for member in members])
    seen = last_touches([member.customer_id for member in members])
    return [
        TeamMember(
            customer_id=member.customer_id,
            name=person.nickname or "好友",
            avatar=person.avatar,
            level=member.level,
            orders_this_month=brought.get(member.customer_id, (0, 0))[0],
            invited_count=member.invited_count,
            earned_fen=brought.get(member.customer_id, (0, 0))[1],
            joined_at=member.bound_at,
            last_seen_at=seen.get(member.customer_id),
        )
        for member in members
        if (person := people.get(member.customer_id)) is not None
    ]


def _brought(customer_id: int, member_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Orders of this month and all earnings by each member's own purchases and by those whom he brought."""
    month = now().astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    mine = Commission.objects.filter(affiliate__customer_id=customer_id)
    found: dict[int, tuple[int, int]] = {}
    for column, rows in (
        ("buyer_customer_id", mine.filter(buyer_customer_id__in=member_ids)),
        ("via_customer_id", mine.filter(level=2, via_customer_id__in=member_ids)),
    ):
        sums = (
            rows.values(column)
            .annotate(
                orders=Count("order_id", distinct=True, filter=Q(accrued_at__gte=month)),
                earned=Sum(F("amount_fen") - F("clawed_fen")),
            )
            .order_by()
        )
        for row in sums:
            orders, earned = found.get(row[column], (0, 0))
            found[row[column]] = (orders + row["orders"], earned + row["earned"])
    return found
