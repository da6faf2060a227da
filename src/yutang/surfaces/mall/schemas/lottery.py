"""Lotteries."""

from typing import Literal

from yutang.surfaces.mall.schemas.shared import Id, In, Moment, Out

PrizeKindWord = Literal["points", "coupon", "bonus", "goods", "thanks"]


class LotteryPrizeOut(Out):
    """A prize with its odds, of a million: as published, and as they are for the next draw."""

    id: int
    title: str
    kind: PrizeKindWord
    odds_ppm: int
    now_ppm: int
    worth_fen: int
    stock: int | None
    left: int | None
    daily_cap: int | None


class LotteryCardOut(Out):
    """A lottery in a list."""

    no: str
    title: str
    status: Literal["published", "soon", "over"]
    starts_at: Moment
    ends_at: Moment


class LotteriesOut(Out):
    """What runs now."""

    items: list[LotteryCardOut]


class LotteryOut(LotteryCardOut):
    """A lottery, whole. seed_hash is fixed before the first draw; the seed is shown when it is over."""

    points_cost: int
    chance_on_check_in: bool
    chance_order_fen: int
    per_person: int
    per_person_day: int
    rules: list[str]
    prizes: list[LotteryPrizeOut]
    seed_hash: str
    seed: str
    draws: int
    signed_in: bool
    chances: int
    left_today: int
    left: int
    my_points: int


class DrawIn(In):
    """Pay with a chance or with points."""

    pay_with: Literal["chance", "points"] = "chance"


class DrawOut(Out):
    """One draw; number, nonce and roll let anybody check it once the seed is known."""

    id: int
    lottery_no: str
    lottery_title: str
    number: int
    nonce: str
    roll: int
    prize_id: int
    prize_title: str
    kind: PrizeKindWord
    won: bool
    status: Literal["drawn", "handed", "waits", "needs_address", "to_ship", "shipped"]
    status_text: str
    carrier: str
    waybill_no: str
    at: Moment


class DrawsOut(Out):
    """My draws, newest first."""

    items: list[DrawOut]
    next_before: int | None


class PrizeAddressIn(In):
    """Which of my addresses."""

    address_id: Id
