"""Pure decisions about points: when they end, what an order earns, which lots pay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from yutang.retention.membership.contracts import (
    ExpiryKind,
    LevelFacts,
    MemberDayKind,
    PolicyFacts,
    StreakReward,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
WHOLE_BP = 10_000
BACK_DAYS = 30
"""Points that come back after their end, or thaw after it, are good for this many days."""
MOST_POINTS = 10**9
FOREVER = datetime(9999, 1, 1, tzinfo=SHANGHAI)


def is_amount(points: object) -> bool:
    """Whether this is a number of points that can be moved."""
    return type(points) is int and 0 < points <= MOST_POINTS


def expiry_of(policy: PolicyFacts, at: datetime) -> datetime | None:
    """When points given at `at` end: a midnight in Shanghai, or never."""
    day = at.astimezone(SHANGHAI).date()
    if policy.expiry == ExpiryKind.NEVER:
        return None
    if policy.expiry == ExpiryKind.YEAR_END:
        return _midnight(date(day.year + 2, 1, 1))
    months = day.year * 12 + day.month - 1 + policy.expiry_months
    year, month = divmod(months, 12)
    return _midnight(_same_day(year, month + 1, day.day) + timedelta(days=1))


def later_end(expires_at: datetime | None, at: datetime) -> datetime | None:
    """The end of points that become spendable only at `at`: never sooner than in BACK_DAYS when it has passed."""
    if expires_at is None or expires_at > at:
        return expires_at
    return _midnight(at.astimezone(SHANGHAI).date() + timedelta(days=BACK_DAYS + 1))


def is_member_day(policy: PolicyFacts, at: datetime) -> bool:
    """Whether the Shanghai day of `at` is member day; the 31st falls on a short month's last day."""
    day = at.astimezone(SHANGHAI).date()
    if policy.member_day_kind == MemberDayKind.WEEK:
        return day.isoweekday() == policy.member_day
    if policy.member_day_kind == MemberDayKind.MONTH:
        return day == _same_day(day.year, day.month, policy.member_day)
    return False


def member_day_text(policy: PolicyFacts) -> str:
    """When member day is, in words; empty when there is none."""
    if policy.member_day_kind == MemberDayKind.WEEK:
        return f"每周{'一二三四五六日'[policy.member_day - 1]}"
    if policy.member_day_kind == MemberDayKind.MONTH:
        return f"每月 {policy.member_day} 日"
    return ""


@dataclass(frozen=True, slots=True)
class EarnTerms:
    """What multiplies an order's points, with the words that explain it."""

    times_bp: int
    words: tuple[str, ...]


def earn_terms(
    policy: PolicyFacts, *, level_bp: int, level_name: str, is_birthday: bool, at: datetime
) -> EarnTerms:
    """Level times birthday month times member day; each named when it is more or less than one."""
    parts = [(level_bp, level_name)]
    if is_birthday:
        parts.append((policy.birthday_bp, "生日月"))
    if is_member_day(policy, at):
        parts.append((policy.member_day_points_bp, "会员日"))
    times, words = WHOLE_BP, []
    for bp, name in parts:
        if bp != WHOLE_BP:
            times = times * bp // WHOLE_BP
            words.append(f"{name} {times_text(bp)} 倍")
    return EarnTerms(times, tuple(words))


def times_text(bp: int) -> str:
    """12 000 → "1.2"."""
    return f"{bp / WHOLE_BP:g}"


def order_points(policy: PolicyFacts, weight: int, *, times_bp: int) -> int:
    """Whole points of an order whose lines weigh `weight` (paid fen × scope multiple each), rounded down once."""
    if not policy.is_earning:
        return 0
    return weight * times_bp // (policy.fen_per_point * WHOLE_BP * WHOLE_BP)


def scope_bp(policy: PolicyFacts, product_id: int, category_ids: Iterable[int]) -> int:
    """The product's own multiple, else the best of its categories, else one."""
    products = {rule.id: rule.bp for rule in policy.scope_rules if rule.kind == "product"}
    if product_id in products:
        return products[product_id]
    categories = {rule.id: rule.bp for rule in policy.scope_rules if rule.kind == "category"}
    found = [categories[one] for one in category_ids if one in categories]
    return max(found) if found else WHOLE_BP


def taken_back(amount: int, paid_fen: int, refunded_fen: int) -> int:
    """What of `amount` belongs to the refunded part; the last refund closes to the whole."""
    if paid_fen <= 0 or refunded_fen >= paid_fen:
        return amount if refunded_fen >= paid_fen else 0
    kept = amount * (paid_fen - refunded_fen) // paid_fen
    return amount - kept


def first_to_expire(
    lots: Sequence[tuple[int, int, datetime | None]], points: int
) -> list[tuple[int, int]] | None:
    """(lot, how much) from (lot, left, end), what ends first being spent first; None when there is not enough."""
    parts: list[tuple[int, int]] = []
    missing = points
    for lot_id, left, _ in sorted(lots, key=lambda one: (one[2] or FOREVER, one[0])):
        if missing == 0:
            break
        if left > 0:
            taken = min(left, missing)
            parts.append((lot_id, taken))
            missing -= taken
    return parts if missing == 0 else None


def restore_parts(parts: Sequence[Sequence[int]], already_back: int, points: int) -> list[tuple[int, int]]:
    """Which lots get back `points` of a spend of which `already_back` came back before: what was spent last, first."""
    skip, missing, restored = already_back, points, list[tuple[int, int]]()
    for lot_id, amount in reversed(parts):
        passed = min(skip, amount)
        skip -= passed
        back = min(amount - passed, missing)
        if back:
            restored.append((lot_id, back))
            missing -= back
    return restored


def owed_first(points: int, owed: int) -> tuple[int, int]:
    """Income split into what repays a debt and what is left."""
    repaid = min(points, owed)
    return repaid, points - repaid


def _same_day(year: int, month: int, day: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month, min(day, last))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def level_of(table: Sequence[LevelFacts], growth: int) -> LevelFacts:
    """The highest level whose threshold this growth reaches; the table is sorted."""
    reached = [level for level in table if level.threshold <= growth]
    return reached[-1] if reached else table[0]


def next_level(table: Sequence[LevelFacts], level: int) -> LevelFacts | None:
    """The level above, if there is one."""
    return next((one for one in table if one.level > level), None)


def growth_after_period(table: Sequence[LevelFacts], *, growth: int, earned: int) -> int:
    """What a member's growth becomes when his level's period ends.

    Who earned enough in the period keeps everything. Who did not falls one level: to what was earned, but not below
    the lower level's threshold.
    """
    current = level_of(table, growth)
    if earned >= current.keep_growth:
        return growth
    lower = [level for level in table if level.level < current.level]
    return max(lower[-1].threshold, min(earned, current.threshold - 1)) if lower else growth


def month_of(at: datetime) -> str:
    """The Shanghai month in which a benefit is counted: "2026-11"."""
    return f"{at.astimezone(SHANGHAI):%Y-%m}"


def refundable_fen(
    *, paid_fen: int, saved_fen: int, starts_at: datetime, ends_at: datetime, at: datetime
) -> int:
    """What a card is worth when it is given back: its price by the whole days left, less what it has saved."""
    days = max((ends_at - starts_at).days, 1)
    left = min(max((ends_at - at).days + (ends_at - at > timedelta((ends_at - at).days)), 0), days)
    return max(paid_fen * left // days - saved_fen, 0)


def next_streak(last: date | None, streak: int, today: date) -> int:
    """How many days in a row today makes."""
    return streak + 1 if last is not None and last == today - timedelta(days=1) else 1


def streak_reward(rewards: Sequence[StreakReward], streak: int) -> StreakReward | None:
    """What this day of a streak brings on top; after the longest reward counting begins again."""
    if not rewards:
        return None
    cycle = max(reward.days for reward in rewards)
    place = (streak - 1) % cycle + 1
    return next((reward for reward in rewards if reward.days == place), None)


def coming_reward(rewards: Sequence[StreakReward], streak: int) -> tuple[StreakReward | None, int]:
    """The next reward after `streak` days and how many more days it takes."""
    if not rewards:
        return None, 0
    ordered = sorted(rewards, key=lambda reward: reward.days)
    cycle = ordered[-1].days
    place = streak % cycle
    for reward in ordered:
        if reward.days > place:
            return reward, reward.days - place
    return ordered[0], cycle - place + ordered[0].days
