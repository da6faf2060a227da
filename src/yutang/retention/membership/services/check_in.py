"""Check in, once a Shanghai day."""

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.outbox import publish
from yutang.retention.membership.contracts import CheckedInFacts, PointsGrant, Reason, check_in_closed
from yutang.retention.membership.events import CheckedIn
from yutang.retention.membership.models import CheckIn
from yutang.retention.membership.rules import next_streak, streak_reward
from yutang.retention.membership.selectors.policy import current_policy
from yutang.retention.membership.services.grant_points import grant_points
from yutang.retention.membership.services.members import lock_members
from yutang.revenue.pricing.api import issue_coupons
from yutang.revenue.pricing.contracts import CouponIssue


@transaction.atomic
def check_in(*, customer_id: int) -> CheckedInFacts:
    """Count today; a second time on the same day returns what the first brought. Raises check_in_closed.

    Points come at once. The 7th, 15th, 30th day in a row (as the rules say) brings more; a reward coupon that is gone
    does not stop the check-in.
    """
    policy = current_policy()
    if not policy.is_check_in:
        raise check_in_closed()
    at = clock.now()
    today = clock.business_date(at)
    member = lock_members([customer_id], at=at)[customer_id]
    if member.last_check_in is not None and member.last_check_in >= today:
        return _again(customer_id)
    streak = next_streak(member.last_check_in, member.streak, today)
    reward = streak_reward(policy.streak_rewards, streak)
    row = CheckIn(
        customer_id=customer_id,
        day=today,
        streak=streak,
        points=policy.check_in_points,
        reward_points=reward.points if reward else 0,
        reward_coupon=_coupon(customer_id, reward.coupon, f"check_in:{today}") if reward else "",
        created_at=at,
    )
    row.save(force_insert=True)
    member.streak, member.last_check_in = streak, today
    member.save(update_fields=["streak", "last_check_in"])
    grant_points(_grants(row))
    publish(
        CheckedIn(customer_id, str(today), streak, row.points + row.reward_points, row.reward_coupon), at=at
    )
    return _facts(row, is_new=True)


def _grants(row: CheckIn) -> list[PointsGrant]:
    key = f"check_in:{row.customer_id}:{row.day}"
    grants = [
        PointsGrant(row.customer_id, row.points, Reason.CHECK_IN, key, memo="每日签到"),
        PointsGrant(
            row.customer_id,
            row.reward_points,
            Reason.STREAK,
            f"{key}:streak",
            memo=f"连续签到 {row.streak} 天",
        ),
    ]
    return [grant for grant in grants if grant.points]


def _coupon(customer_id: int, template_code: str, key: str) -> str:
    """Issue the reward's coupon if there is one; returns its template, or nothing when none is left."""
    if not template_code:
        return ""
    try:
        with transaction.atomic():
            issue_coupons([CouponIssue(template_code, customer_id, f"{key}:{customer_id}", "check_in")])
    except DomainError:
        return ""
    return template_code


def _again(customer_id: int) -> CheckedInFacts:
    row = CheckIn.objects.filter(customer_id=customer_id).order_by("-day").first()
    if row is None:
        raise check_in_closed()
    return _facts(row, is_new=False)


def _facts(row: CheckIn, *, is_new: bool) -> CheckedInFacts:
    return CheckedInFacts(
        row.day, row.streak, row.points, row.reward_points, row.reward_coupon, is_new=is_new
    )
