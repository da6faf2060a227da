"""What crosses the border of membership: points, levels, cards, check-ins and errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.retention.membership import card_terms

CARD_TEXT = card_terms.CARD_TEXT
USE_TEXT = card_terms.USE_TEXT
CardStatus = card_terms.CardStatus
UseStatus = card_terms.UseStatus
CardTypeSpec = card_terms.CardTypeSpec
CardTypeFacts = card_terms.CardTypeFacts
CardFacts = card_terms.CardFacts
BenefitUseFacts = card_terms.BenefitUseFacts


class Reason(StrEnum):
    """Why points or growth changed."""

    ORDER = "order"
    ORDER_REFUND = "order_refund"
    ORDER_SPEND = "order_spend"
    CHECK_IN = "check_in"
    STREAK = "streak"
    EXCHANGE = "exchange"
    LOTTERY = "lottery"
    GIFT = "gift"
    CAMPAIGN = "campaign"
    ADJUST = "adjust"
    RETURN = "return"
    YEARLY = "yearly"


REASON_TEXT: Mapping[str, str] = {
    Reason.ORDER: "购物获得",
    Reason.ORDER_REFUND: "退款扣回",
    Reason.ORDER_SPEND: "下单抵扣",
    Reason.CHECK_IN: "签到",
    Reason.STREAK: "连续签到奖励",
    Reason.EXCHANGE: "积分兑换",
    Reason.LOTTERY: "抽奖",
    Reason.GIFT: "赠送",
    Reason.CAMPAIGN: "活动奖励",
    Reason.ADJUST: "客服调整",
    Reason.RETURN: "退回",
    Reason.YEARLY: "等级到期结算",
}


class ExpiryKind(StrEnum):
    """When points end."""

    NEVER = "never"
    YEAR_END = "year_end"
    MONTHS = "months"


class MemberDayKind(StrEnum):
    """How often member day comes."""

    NONE = ""
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class PointsGrant:
    """Points for one customer, once per key (at most 80 characters) for ever.

    frozen_until keeps them unspendable until then. expires_at None means: as the rules say. `subject` is what they
    were given for ("lottery:12"); `memo` is the sentence the customer reads.
    """

    customer_id: int
    points: int
    reason: str
    key: str
    frozen_until: datetime | None = None
    expires_at: datetime | None = None
    memo: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class PointsGranted:
    """The answer to one grant; `repaid` of it went to points that were owed."""

    key: str
    customer_id: int
    points: int
    repaid: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class PointsSpend:
    """Points that a customer spends, once per key (at most 80 characters) for ever."""

    customer_id: int
    points: int
    reason: str
    key: str
    memo: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class PointsSpent:
    """The answer to one wish to spend: spent whole, or not at all and how much there was."""

    key: str
    customer_id: int
    points: int
    is_spent: bool
    available: int
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class PointsBack:
    """Points of an earlier spend come back, once per `key` (at most 60 characters).

    points None: all that has not come back yet.
    """

    spend_key: str
    key: str
    points: int | None = None
    memo: str = ""


@dataclass(frozen=True, slots=True)
class PointsFacts:
    """What a customer has. `expiring` of it ends at `expires_at`, the next day on which any does."""

    available: int = 0
    frozen: int = 0
    owed: int = 0
    expiring: int = 0
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PointsEntry:
    """One line of a customer's points statement; the lines add up to the balance."""

    entry_id: int
    points: int
    title: str
    memo: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FrozenPoints:
    """Points on their way; `until` is None while the order's after-sale window is not known."""

    points: int
    title: str
    memo: str
    until: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """A multiple for one product or category; 0 earns nothing."""

    kind: str
    id: int
    bp: int


@dataclass(frozen=True, slots=True)
class StreakReward:
    """What the n-th day in a row brings on top."""

    days: int
    points: int = 0
    coupon: str = ""


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """The rules in force; see the policy's columns for their words."""

    version: int = 0
    is_earning: bool = True
    fen_per_point: int = 100
    first_order_points: int = 0
    birthday_bp: int = 10_000
    scope_rules: tuple[ScopeRule, ...] = ()
    freeze_days: int = 0
    expiry: str = ExpiryKind.YEAR_END
    expiry_months: int = 12
    is_money: bool = True
    points_per_yuan: int = 100
    money_cap_bp: int = 5000
    fen_per_growth: int = 100
    level_days: int = 365
    member_day_kind: str = MemberDayKind.NONE
    member_day: int = 8
    member_day_points_bp: int = 10_000
    member_day_discount_bp: int = 10_000
    is_check_in: bool = True
    check_in_points: int = 5
    streak_rewards: tuple[StreakReward, ...] = (
        StreakReward(7, 20),
        StreakReward(15, 50),
        StreakReward(30, 100),
    )
    adjust_limit: int = 5000
    adjust_day_limit: int = 20_000


@dataclass(frozen=True, slots=True)
class LevelFacts:
    level: int
    name: str
    threshold: int
    keep_growth: int = 0
    points_bp: int = 10_000
    discount_bp: int = 10_000
    price_group: str = ""
    benefits: tuple[dict[str, str], ...] = ()
    colour: str = "#0B7A75"
    icon: str = "crown"


ENTRY_LEVEL = LevelFacts(0, "普通会员", 0)


@dataclass(frozen=True, slots=True)
class LevelSpec:
    """What an operator writes down about one level; benefits are {icon, title, text}."""

    level: int
    name: str
    threshold: int
    keep_growth: int = 0
    points_bp: int = 10_000
    discount_bp: int = 10_000
    price_group: str = ""
    benefits: tuple[dict[str, str], ...] = ()
    colour: str = "#0B7A75"
    icon: str = "crown"


@dataclass(frozen=True, slots=True)
class GrowthLine:
    entry_id: int
    delta: int
    title: str
    memo: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member with his level, the next one, and what is missing to it."""

    customer_id: int
    growth: int
    level: LevelFacts
    level_until: datetime | None
    next_level: LevelFacts | None
    missing_growth: int
    missing_fen: int
    keep_missing: int
    earned_in_period: int
    points: PointsFacts


@dataclass(frozen=True, slots=True)
class CheckInDay:
    """One day of the calendar; `points` is what that day brings or brought."""

    day: date
    is_done: bool
    points: int
    reward_points: int
    reward_coupon: str


@dataclass(frozen=True, slots=True)
class CheckInFacts:
    """Where a member stands: today's day, the streak, the week around today and the days of this month."""

    today: date
    is_on: bool
    is_done: bool
    streak: int
    points_today: int
    next_reward: StreakReward | None
    days_to_reward: int
    rewards: tuple[StreakReward, ...]
    week: tuple[CheckInDay, ...]
    month_done: tuple[date, ...] = ()
    total_points: int = 0


@dataclass(frozen=True, slots=True)
class CheckedInFacts:
    """The answer to a check-in; is_new False when today was done before."""

    day: date
    streak: int
    points: int
    reward_points: int
    reward_coupon: str
    is_new: bool = field(default=True)


def points_short(wanted: int, available: int) -> Conflict:
    """The error for spending more points than there are."""
    return Conflict("points_short", "积分不足", field="points", points=wanted, available=available)


def benefit_used_up(title: str) -> Conflict:
    """The error for a card's benefit that was used up since the price was shown."""
    return Conflict("benefit_used_up", f"{title}的次数已用完，请重新确认订单", field="benefits")


def points_invalid(points: object) -> DomainError:
    """The error for an amount of points that is not a whole number above zero."""
    return DomainError("points_invalid", "积分须为大于 0 的整数", field="points", points=str(points)[:20])


def policy_invalid(name: str, message: str) -> DomainError:
    """The error for a rule that makes no sense; names the field."""
    return DomainError("membership_rule_invalid", message, field=name)


def level_invalid(name: str, message: str) -> DomainError:
    """The error for a table of levels that makes no sense; names the field."""
    return DomainError("level_invalid", message, field=name)


def card_invalid(name: str, message: str) -> DomainError:
    """The error for a kind of card that makes no sense; names the field."""
    return DomainError("card_invalid", message, field=name)


def card_unknown() -> NotFound:
    """The error for a card that does not exist or belongs to somebody else."""
    return NotFound("card_unknown", "没有找到这张卡")


def check_in_closed() -> Conflict:
    """The error for checking in while the brand does not offer it."""
    return Conflict("check_in_closed", "签到暂未开放")


def adjust_refused(name: str, message: str, **details: Any) -> DomainError:
    """The error for a manual adjustment beyond what is allowed."""
    return DomainError("points_adjust_refused", message, field=name, **details)
