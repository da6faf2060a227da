"""The check-in calendar of one member."""

from datetime import date, timedelta

from django.db.models import F, Sum

from yutang.kernel import clock
from yutang.retention.membership.contracts import CheckInDay, CheckInFacts, PolicyFacts
from yutang.retention.membership.models import CheckIn, Member
from yutang.retention.membership.rules import coming_reward, streak_reward
from yutang.retention.membership.selectors.policy import current_policy


def check_in_calendar(customer_id: int) -> CheckInFacts:
    """Where the member stands today, the seven days around today, and the days of this month that are done."""
    policy, today = current_policy(), clock.business_date()
    member = Member.objects.filter(customer_id=customer_id).first() or Member(customer_id=customer_id)
    is_done = member.last_check_in is not None and member.last_check_in >= today
    is_running = member.last_check_in is not None and member.last_check_in >= today - timedelta(days=1)
    streak = member.streak if is_running else 0
    first = today.replace(day=1)
    since = min(first, today - timedelta(days=6))
    rows = CheckIn.objects.filter(customer_id=customer_id)
    done = {row.day: row for row in rows.filter(day__gte=since)}
    reward, days = coming_reward(policy.streak_rewards, streak)
    total = rows.aggregate(total=Sum(F("points") + F("reward_points")))["total"] or 0
    return CheckInFacts(
        today=today,
        is_on=policy.is_check_in,
        is_done=is_done,
        streak=streak,
        points_today=policy.check_in_points,
        next_reward=reward,
        days_to_reward=days,
        rewards=policy.streak_rewards,
        week=_week(policy, today, streak, done, is_done=is_done),
        month_done=tuple(sorted(day for day in done if day >= first)),
        total_points=total,
    )


def _week(
    policy: PolicyFacts, today: date, streak: int, done: dict[date, CheckIn], *, is_done: bool
) -> tuple[CheckInDay, ...]:
    """Up to four days of the running streak, then what the next days bring."""
    past = min(max(streak - (1 if is_done else 0), 0), 4)
    days = []
    for offset in range(-past, 7 - past):
        day = today + timedelta(days=offset)
        row = done.get(day)
        if row is not None:
            days.append(_day(day, row.points, row.reward_points, row.reward_coupon, is_done=True))
            continue
        reward = streak_reward(policy.streak_rewards, streak + offset + (0 if is_done else 1))
        points, coupon = (reward.points, reward.coupon) if reward else (0, "")
        days.append(_day(day, policy.check_in_points, points, coupon, is_done=False))
    return tuple(days)


def _day(day: date, points: int, reward_points: int, coupon: str, *, is_done: bool) -> CheckInDay:
    return CheckInDay(day, is_done, points, reward_points, coupon)
