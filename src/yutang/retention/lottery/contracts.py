"""What crosses the border of lotteries."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yutang.kernel.errors import Conflict, DomainError, NotFound

WHOLE_PPM = 1_000_000
MOST_PRIZE_FEN = 5_000_000
MOST_PRIZES = 8


class LotteryStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    STOPPED = "stopped"


class PrizeKind(StrEnum):
    POINTS = "points"
    COUPON = "coupon"
    BONUS = "bonus"
    GOODS = "goods"
    THANKS = "thanks"


class PayWith(StrEnum):
    CHANCE = "chance"
    POINTS = "points"


class DrawStatus(StrEnum):
    DRAWN = "drawn"
    HANDED = "handed"
    WAITS = "waits"
    NEEDS_ADDRESS = "needs_address"
    TO_SHIP = "to_ship"
    SHIPPED = "shipped"


DRAW_TEXT = {
    DrawStatus.DRAWN: "发放中",
    DrawStatus.HANDED: "已发放",
    DrawStatus.WAITS: "待补发",
    DrawStatus.NEEDS_ADDRESS: "待填地址",
    DrawStatus.TO_SHIP: "待发货",
    DrawStatus.SHIPPED: "已发货",
}


@dataclass(frozen=True, slots=True)
class PrizeSpec:
    """One prize. weight_ppm: of a million draws; value_fen: what it is worth on the market; stock None: as many as drawn.

    points, template_code, amount_fen belong to the kinds points, coupon, bonus.
    """

    title: str
    kind: str
    weight_ppm: int
    value_fen: int = 0
    stock: int | None = None
    daily_cap: int | None = None
    points: int = 0
    template_code: str = ""
    amount_fen: int = 0


@dataclass(frozen=True, slots=True)
class LotterySpec:
    """What an operator writes down. points_cost 0: not for points; chance_order_fen 0: orders bring no chances."""

    title: str
    starts_at: datetime
    ends_at: datetime
    prizes: tuple[PrizeSpec, ...]
    points_cost: int = 0
    chance_on_check_in: bool = False
    chance_order_fen: int = 0
    per_person: int = 100
    per_person_day: int = 5
    budget_fen: int = 0
    rules_text: str = ""


@dataclass(frozen=True, slots=True)
class PrizeFacts:
    """A prize as it is published: `now_ppm` is what the next draw has, which is 0 when it is gone for today or for good."""

    prize_id: int
    title: str
    kind: str
    weight_ppm: int
    now_ppm: int
    value_fen: int
    stock: int | None
    left: int | None
    daily_cap: int | None


@dataclass(frozen=True, slots=True)
class LotteryFacts:
    lottery_id: int
    no: str
    title: str
    status: str
    starts_at: datetime
    ends_at: datetime
    points_cost: int
    chance_on_check_in: bool
    chance_order_fen: int
    per_person: int
    per_person_day: int
    rules_text: str
    seed_hash: str
    seed: str
    draws: int
    prizes: tuple[PrizeFacts, ...]


@dataclass(frozen=True, slots=True)
class MyChances:
    """What a customer may still do: free chances, draws left today and in all."""

    chances: int
    left_today: int
    left: int


@dataclass(frozen=True, slots=True)
class DrawWish:
    """A customer who draws once; the same key is the same draw for ever. The key is his part of the lot."""

    customer_id: int
    lottery_no: str
    key: str
    pay_with: str = PayWith.CHANCE


@dataclass(frozen=True, slots=True)
class DrawFacts:
    """One draw. roll = the lot between 0 and 999,999; `nonce` and `number` are what it was made from beside the seed."""

    draw_id: int
    lottery_no: str
    lottery_title: str
    number: int
    prize_id: int
    prize_title: str
    kind: str
    won: bool
    roll: int
    nonce: str
    status: str
    status_text: str
    at: datetime
    carrier: str = ""
    waybill_no: str = ""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ChanceGrant:
    """One free draw for a customer, once per key, in every lottery that gives chances for this source."""

    customer_id: int
    source: str
    key: str
    paid_fen: int = 0


def lottery_unknown(no: str) -> NotFound:
    """The error for a lottery that does not exist or is not published."""
    return NotFound("lottery_unknown", "没有找到这个抽奖活动", lottery_no=no[:40])


def lottery_invalid(field: str, message: str) -> DomainError:
    """The error for a lottery that may not be published like this."""
    return DomainError("lottery_invalid", message, field=field)


def lottery_closed(message: str) -> Conflict:
    """The error for a draw outside the lottery's time."""
    return Conflict("lottery_closed", message)


def draw_limit(message: str) -> Conflict:
    """The error for one draw too many."""
    return Conflict("draw_limit", message)


def no_chance() -> Conflict:
    """The error for a draw without a chance."""
    return Conflict("no_chance", "抽奖机会用完了")


def draw_unknown(draw_id: int) -> NotFound:
    """The error for a draw that does not exist or is somebody else's."""
    return NotFound("draw_unknown", "没有找到这次抽奖记录", draw_id=draw_id)


def draw_state(status: str, wanted: str) -> Conflict:
    """The error for a step that the prize's state does not allow."""
    return Conflict(
        "draw_state", f"奖品{DRAW_TEXT.get(DrawStatus(status), status)}，不能{wanted}", draw_status=status
    )
