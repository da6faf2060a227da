"""The rules in force."""

from typing import Any

from yutang.kernel.short_memory import ShortMemory
from yutang.retention.membership.contracts import PolicyFacts, ScopeRule, StreakReward
from yutang.retention.membership.models import MembershipPolicy

_PLAIN = (
    "is_earning",
    "fen_per_point",
    "first_order_points",
    "birthday_bp",
    "freeze_days",
    "expiry",
    "expiry_months",
    "is_money",
    "points_per_yuan",
    "money_cap_bp",
    "fen_per_growth",
    "level_days",
    "member_day_kind",
    "member_day",
    "member_day_points_bp",
    "member_day_discount_bp",
    "is_check_in",
    "check_in_points",
    "adjust_limit",
    "adjust_day_limit",
)
remembered: ShortMemory[PolicyFacts] = ShortMemory(seconds=1.0)


def current_policy() -> PolicyFacts:
    """Return the newest version; until somebody sets one, the contract's defaults."""
    row = MembershipPolicy.objects.order_by("-id").first()
    return PolicyFacts() if row is None else facts_of(row)


def recent_policy() -> PolicyFacts:
    """The rules as of the last second, for prices and pages."""
    return remembered.get(current_policy)


def facts_of(row: MembershipPolicy) -> PolicyFacts:
    """Return the row as a contract."""
    plain: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    return PolicyFacts(
        version=row.pk,
        scope_rules=tuple(ScopeRule(one["kind"], one["id"], one["bp"]) for one in row.scope_rules),
        streak_rewards=tuple(
            StreakReward(one["days"], one.get("points", 0), one.get("coupon", ""))
            for one in row.streak_rewards
        ),
        **plain,
    )
