"""Change the rules of points, levels' period, member day and check-in."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from django.db import transaction

from yutang.kernel import audit
from yutang.kernel.clock import now
from yutang.retention.membership.contracts import ExpiryKind, MemberDayKind, PolicyFacts, policy_invalid
from yutang.retention.membership.models import MembershipPolicy
from yutang.retention.membership.selectors import policy as in_force
from yutang.retention.membership.selectors.policy import current_policy, facts_of

_NAMES = {field.name for field in fields(PolicyFacts)} - {"version"}
_AT_LEAST_ONE = ("fen_per_point", "points_per_yuan", "fen_per_growth", "level_days", "expiry_months")
_NOT_NEGATIVE = ("first_order_points", "freeze_days", "check_in_points", "adjust_limit", "adjust_day_limit")
_TIMES = ("birthday_bp", "member_day_points_bp")
MOST_TIMES_BP = 100_000
MOST_STREAK = 365


@transaction.atomic
def set_policy(*, actor: str, **changes: Any) -> PolicyFacts:
    """Put a new version of the rules in force, audited; what is not named stays. Raises membership_rule_invalid.

    scope_rules are {kind: product | category, id, bp}, streak_rewards {days, points, coupon}.
    """
    unknown = sorted(set(changes) - _NAMES)
    if unknown:
        raise policy_invalid(unknown[0], "没有这项规则")
    before = current_policy()
    values = {name: value for name, value in asdict(before).items() if name != "version"} | changes
    values["scope_rules"] = [_plain(one) for one in values["scope_rules"]]
    values["streak_rewards"] = sorted(
        (_plain(one) for one in values["streak_rewards"]), key=lambda x: x["days"]
    )
    _check(values)
    row = MembershipPolicy.objects.create(**values, created_at=now(), created_by=actor)
    audit.record(
        actor=actor,
        action="membership.set_policy",
        subject="membership_policy",
        change={name: [str(getattr(before, name)), str(value)] for name, value in changes.items()},
    )
    transaction.on_commit(in_force.remembered.forget)
    return facts_of(row)


def _plain(rule: Any) -> dict[str, Any]:
    return dict(rule) if isinstance(rule, Mapping) else asdict(rule)


def _check(values: Mapping[str, Any]) -> None:
    for name in _AT_LEAST_ONE:
        _whole(values[name], name, least=1)
    for name in _NOT_NEGATIVE:
        _whole(values[name], name, least=0)
    for name in _TIMES:
        if not _whole(values[name], name, least=0) <= MOST_TIMES_BP:
            raise policy_invalid(name, "倍数不能超过 10 倍")
    if not 0 <= _whole(values["money_cap_bp"], "money_cap_bp", least=0) <= 10_000:
        raise policy_invalid("money_cap_bp", "最多抵扣须在 0 到 100% 之间")
    if not 1000 <= _whole(values["member_day_discount_bp"], "member_day_discount_bp", least=1) <= 10_000:
        raise policy_invalid("member_day_discount_bp", "会员日折扣须在 1 折到不打折之间")
    if values["expiry"] not in set(ExpiryKind):
        raise policy_invalid("expiry", "有效期只有永久、次年年底、按月三种")
    _check_member_day(values)
    _check_scopes(values["scope_rules"])
    _check_streaks(values["streak_rewards"])


def _whole(value: object, name: str, *, least: int) -> int:
    if type(value) is not int or value < least:
        raise policy_invalid(name, f"须为不小于 {least} 的整数")
    return value


def _check_member_day(values: Mapping[str, Any]) -> None:
    if values["member_day_kind"] not in set(MemberDayKind):
        raise policy_invalid("member_day_kind", "会员日只能每周或每月")
    last = 7 if values["member_day_kind"] == MemberDayKind.WEEK else 31
    if not 1 <= _whole(values["member_day"], "member_day", least=1) <= last:
        raise policy_invalid("member_day", f"会员日须在 1 到 {last} 之间")


def _check_scopes(scopes: list[dict[str, Any]]) -> None:
    for scope in scopes:
        if scope.get("kind") not in ("product", "category"):
            raise policy_invalid("scope_rules", "倍数只能按商品或类目设置")
        _whole(scope.get("id"), "scope_rules", least=1)
        if not _whole(scope.get("bp"), "scope_rules", least=0) <= MOST_TIMES_BP:
            raise policy_invalid("scope_rules", "倍数不能超过 10 倍")


def _check_streaks(rewards: list[dict[str, Any]]) -> None:
    days = [_whole(reward.get("days"), "streak_rewards", least=2) for reward in rewards]
    if len(set(days)) != len(days) or max(days, default=0) > MOST_STREAK:
        raise policy_invalid("streak_rewards", "连签天数须各不相同，且不超过 365 天")
    for reward in rewards:
        _whole(reward.get("points", 0), "streak_rewards", least=0)
