"""What customers have, and how it came to be."""

from collections.abc import Collection
from datetime import datetime

from yutang.foundation.ledger.api import entries_of
from yutang.kernel import clock
from yutang.kernel.among import among
from yutang.retention.membership import accounts
from yutang.retention.membership.contracts import REASON_TEXT, FrozenPoints, PointsEntry, PointsFacts
from yutang.retention.membership.models import Member, PointLot

_TITLES = {
    accounts.CODE_EARN: "获得积分",
    accounts.CODE_THAW: "积分入账",
    accounts.CODE_SPEND: "使用积分",
    accounts.CODE_BACK: "积分退回",
    accounts.CODE_CLAW: "积分扣回",
    accounts.CODE_EXPIRE: "积分到期",
    accounts.CODE_REPAY: "抵扣欠积分",
}


def points_of(customer_ids: Collection[int]) -> dict[int, PointsFacts]:
    """What each customer has and what of it ends next, with two statements; a customer without points has zeros."""
    wanted = sorted(set(customer_ids))
    rows = Member.objects.filter(among(Member, "customer_id", wanted))
    members = {pk: (p, f, o) for pk, p, f, o in rows.values_list("customer_id", "points", "frozen", "owed")}
    holders = [pk for pk, (points, _, _) in members.items() if points]
    now = clock.now()
    ending: dict[int, tuple[datetime, int]] = {}
    over: dict[int, int] = {}
    lots = PointLot.objects.filter(
        among(PointLot, "customer_id", holders), left__gt=0, is_frozen=False, expires_at__isnull=False
    ).order_by("expires_at")
    for pk, expires_at, left in lots.values_list("customer_id", "expires_at", "left") if holders else ():
        if expires_at is None or expires_at <= now:
            over[pk] = over.get(pk, 0) + left
        elif pk not in ending:
            ending[pk] = (expires_at, left)
        elif ending[pk][0] == expires_at:
            ending[pk] = (expires_at, ending[pk][1] + left)
    facts = {}
    for pk in wanted:
        points, frozen, owed = members.get(pk, (0, 0, 0))
        end, expiring = ending.get(pk, (None, 0))
        facts[pk] = PointsFacts(points - over.get(pk, 0), frozen, owed, expiring, end)
    return facts


def points_entries(customer_id: int, *, limit: int = 30, before_id: int | None = None) -> list[PointsEntry]:
    """The newest changes of what the customer can spend, newest first; `before_id` turns the page."""
    return [
        PointsEntry(
            entry.transfer_id, entry.amount, _TITLES.get(entry.code, "积分变动"), entry.memo, entry.at
        )
        for entry in entries_of(accounts.available(customer_id), limit=limit, before_id=before_id)
    ]


def frozen_points(customer_id: int, *, limit: int = 50) -> list[FrozenPoints]:
    """What is on its way to the customer, newest first."""
    rows = PointLot.objects.filter(customer_id=customer_id, is_frozen=True, left__gt=0).order_by("-id")[
        :limit
    ]
    return [
        FrozenPoints(
            row.left, REASON_TEXT.get(row.reason, "积分"), row.memo, row.frozen_until, row.created_at
        )
        for row in rows
    ]
