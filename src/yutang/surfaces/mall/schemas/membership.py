"""Levels, points, check-ins and cards of one member."""

from datetime import date

from yutang.surfaces.mall.schemas.shared import Moment, Out


class BenefitOut(Out):
    """What a level brings; `is_open` says whether I have it, `unlocked_by` names the level that brings it."""

    icon: str
    title: str
    text: str
    is_open: bool
    unlocked_by: str = ""


class LevelOut(Out):
    """One rung of the ladder."""

    level: int
    name: str
    threshold: int
    colour: str
    icon: str
    points_times: str
    discount_text: str
    benefits: list[BenefitOut]


class PointsOut(Out):
    """What I can spend, what is on its way, what ends next, and what it is worth as money."""

    available: int
    frozen: int
    owed: int
    expiring: int
    expires_at: Moment | None
    worth_fen: int
    is_money: bool
    points_per_yuan: int
    rules: list[str]


class StreakRewardOut(Out):
    """What the n-th day in a row brings on top."""

    days: int
    points: int
    coupon: str
    is_reached: bool


class CheckInDayOut(Out):
    """One day of the strip."""

    day: date
    is_done: bool
    is_today: bool
    points: int
    reward_points: int
    reward_coupon: str


class CheckInOut(Out):
    """Where I stand."""

    today: date
    is_on: bool
    is_done: bool
    streak: int
    points_today: int
    days_to_reward: int
    next_reward: StreakRewardOut | None
    rewards: list[StreakRewardOut]
    week: list[CheckInDayOut]
    month_done: list[date]
    total_points: int


class CheckedInOut(Out):
    """What checking in brought; is_new False when today was done before."""

    is_new: bool
    streak: int
    points: int
    reward_points: int
    reward_coupon: str
    calendar: CheckInOut


class CardTypeOut(Out):
    """A card for sale."""

    id: int
    name: str
    product_id: int
    sku_id: int
    price_fen: int
    days: int
    intro: str
    colour: str
    icon: str
    benefits: list[str]


class CardOut(Out):
    """A card of mine. saved_fen is what it has saved so far; refundable_fen what it would bring if given back now."""

    no: str
    name: str
    colour: str
    icon: str
    status: str
    status_text: str
    order_no: str
    product_id: int
    paid_fen: int
    starts_at: Moment
    ends_at: Moment
    month_left: int
    month_used: int
    month_cap: int
    total_left: int
    total_used: int
    saved_fen: int
    refundable_fen: int
    benefits: list[str]


class CardsOut(Out):
    """Cards for sale and cards of mine."""

    types: list[CardTypeOut]
    mine: list[CardOut]
    refund_rule: str


class CardUseOut(Out):
    """One use of a card."""

    title: str
    order_no: str
    saved_fen: int
    is_returned: bool
    at: Moment


class CardUsesOut(Out):
    """What a card was used for, the newest first."""

    items: list[CardUseOut]


class MemberCentreOut(Out):
    """The member centre's first screen."""

    level: LevelOut
    levels: list[LevelOut]
    growth: int
    level_until: Moment | None
    next_name: str
    next_threshold: int
    missing_growth: int
    missing_fen: int
    keep_growth: int
    keep_missing: int
    growth_rule: str
    member_day: str
    benefits: list[BenefitOut]
    points: PointsOut
    check_in: CheckInOut
    card: CardOut | None
    has_cards_on_sale: bool


class GrowthLineOut(Out):
    """One change of my growth."""

    id: int
    delta: int
    title: str
    memo: str
    at: Moment


class GrowthLinesOut(Out):
    """One page of changes; `next_page` is the cursor of the next."""

    items: list[GrowthLineOut]
    next_page: int | None


class PointsEntryOut(Out):
    """One change of what I can spend."""

    id: int
    points: int
    title: str
    memo: str
    at: Moment


class PointsEntriesOut(Out):
    """One page of changes; `next_page` is the cursor of the next."""

    items: list[PointsEntryOut]
    next_page: int | None


class FrozenPointsOut(Out):
    """Points on their way."""

    points: int
    title: str
    memo: str
    until: Moment | None
    at: Moment


class FrozenPointsListOut(Out):
    """Everything on its way, the newest first."""

    items: list[FrozenPointsOut]
