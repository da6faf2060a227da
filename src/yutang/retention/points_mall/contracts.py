"""What crosses the border of the points mall."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yutang.kernel.errors import Conflict, DomainError, NotFound


class ItemKind(StrEnum):
    COUPON = "coupon"
    GOODS = "goods"
    BONUS = "bonus"


class ExchangeStatus(StrEnum):
    DONE = "done"
    CANCELLED = "cancelled"


EXCHANGE_TEXT = {ExchangeStatus.DONE: "已兑换", ExchangeStatus.CANCELLED: "已取消，积分已退回"}


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """What an operator writes down.

    coupon: template_code. goods: sku_id, and cash_fen that the customer still pays for the piece in his order: a coupon for
    one piece is made for it. bonus: amount_fen for the wallet. stock None: no limit.
    """

    title: str
    kind: str
    points: int
    per_person: int = 1
    stock: int | None = None
    worth_fen: int = 0
    subtitle: str = ""
    picture: str = ""
    tint: str = ""
    description: str = ""
    template_code: str = ""
    product_id: int | None = None
    sku_id: int | None = None
    cash_fen: int = 0
    amount_fen: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    sort: int = 0


@dataclass(frozen=True, slots=True)
class ItemFacts:
    item_id: int
    title: str
    subtitle: str
    kind: str
    points: int
    cash_fen: int
    worth_fen: int
    amount_fen: int
    picture: str
    tint: str
    description: str
    product_id: int | None
    per_person: int
    left: int | None
    taken: int
    starts_at: datetime | None
    ends_at: datetime | None
    is_active: bool
    mine: int = 0


@dataclass(frozen=True, slots=True)
class ExchangeWish:
    """A customer who wants an item at the points he saw; the same key is the same exchange for ever."""

    customer_id: int
    item_id: int
    key: str
    expected_points: int


@dataclass(frozen=True, slots=True)
class ExchangeFacts:
    exchange_id: int
    no: str
    item_id: int
    title: str
    kind: str
    points: int
    picture: str
    tint: str
    status: str
    status_text: str
    coupon_code: str
    product_id: int | None
    at: datetime
    can_cancel: bool = False
    repeated: bool = False


def item_unknown(item_id: int) -> NotFound:
    """The error for an item that does not exist or is not offered."""
    return NotFound("mall_item_unknown", "没有找到这件兑换品", item_id=item_id)


def item_invalid(field: str, message: str) -> DomainError:
    """The error for an item that makes no sense."""
    return DomainError("mall_item_invalid", message, field=field)


def item_gone() -> Conflict:
    """The error for an item of which none is left."""
    return Conflict("mall_item_gone", "已经兑完了")


def exchange_limit(most: int) -> Conflict:
    """The error for one exchange too many."""
    return Conflict("exchange_limit", f"每人限兑 {most} 件")


def exchange_unknown(no: str) -> NotFound:
    """The error for an exchange that does not exist or is somebody else's."""
    return NotFound("exchange_unknown", "没有找到这次兑换", no=no[:40])


def exchange_final(message: str) -> Conflict:
    """The error for an exchange that can no longer be cancelled."""
    return Conflict("exchange_final", message)
