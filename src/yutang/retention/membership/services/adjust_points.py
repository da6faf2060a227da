"""Change a customer's points by hand: limited, explained, audited."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from yutang.kernel import audit, clock
from yutang.retention.membership.contracts import (
    PointsGrant,
    PointsSpend,
    Reason,
    adjust_refused,
    points_short,
)
from yutang.retention.membership.models import Adjustment, AdjustQuota
from yutang.retention.membership.selectors.policy import current_policy
from yutang.retention.membership.services.grant_points import grant_points
from yutang.retention.membership.services.spend_points import spend_points


@transaction.atomic
def adjust_points(*, customer_id: int, points: int, note: str, actor: str, key: str) -> bool:
    """Give (above zero) or take (below zero) points, once per key; returns whether it was new.

    Raises points_adjust_refused beyond the limit of one adjustment or of the staff member's day, and without a reason;
    points_short when there is less to take.
    """
    at = clock.now()
    words = {"customer_id": customer_id, "points": points, "note": note.strip()[:100], "actor": actor}
    _check(points, note)
    _, is_new = Adjustment.objects.get_or_create(key=key, defaults=words | {"created_at": at})
    if not is_new:
        return False
    _use_quota(actor, abs(points), at)
    memo = f"客服调整：{note.strip()}"
    if points > 0:
        grant_points([PointsGrant(customer_id, points, Reason.ADJUST, f"adjust:{key}", memo=memo)])
    else:
        (spent,) = spend_points(
            [PointsSpend(customer_id, -points, Reason.ADJUST, f"adjust:{key}", memo=memo)]
        )
        if not spent.is_spent:
            raise points_short(-points, spent.available)
    audit.record(
        actor=actor,
        action="membership.adjust_points",
        subject=f"customer:{customer_id}",
        change={"points": points, "note": note.strip()},
    )
    return True


def _check(points: int, note: str) -> None:
    if type(points) is not int or points == 0:
        raise adjust_refused("points", "请填写不为 0 的整数")
    if not note.strip():
        raise adjust_refused("note", "请写明调整原因")
    most = current_policy().adjust_limit
    if abs(points) > most:
        raise adjust_refused("points", f"单次最多调整 {most} 积分", limit=most)


def _use_quota(actor: str, points: int, at: datetime) -> None:
    """Count the adjustment against the staff member's day, only while it fits."""
    day, most = clock.business_date(at), current_policy().adjust_day_limit
    AdjustQuota.objects.bulk_create([AdjustQuota(actor=actor, day=day)], ignore_conflicts=True)
    quota = AdjustQuota.objects.filter(actor=actor, day=day)
    if quota.filter(used__lte=most - points).update(used=F("used") + points) != 1:
        left = max(most - (quota.values_list("used", flat=True).first() or 0), 0)
        raise adjust_refused("points", f"你今天还可调整 {left} 积分", limit=most, left=left)
