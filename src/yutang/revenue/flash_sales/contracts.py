"""What crosses the border of flash sales: wishes, answers, facts and errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from yutang.kernel.errors import DomainError, NotFound

PAY_MINUTES = 5
MOST_PER_PERSON = 99
MOST_ITEMS = 50


class SaleStatus(StrEnum):
    """Whether a sale still keeps goods; whether it is on is a matter of the clock."""

    SCHEDULED = "scheduled"
    ENDED = "ended"
    STOPPED = "stopped"


class SalePhase(StrEnum):
    """Where a sale stands now."""

    UPCOMING = "upcoming"
    ON = "on"
    ENDED = "ended"
    STOPPED = "stopped"


PHASE_TEXT: Mapping[SalePhase, str] = {
    SalePhase.UPCOMING: "未开始",
    SalePhase.ON: "进行中",
    SalePhase.ENDED: "已结束",
    SalePhase.STOPPED: "已停止",
}
STATUS_TEXT: Mapping[SaleStatus, str] = {
    SaleStatus.SCHEDULED: "已排期",
    SaleStatus.ENDED: "已结束",
    SaleStatus.STOPPED: "已停止",
}


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """One SKU of a sale as the operator wants it; location None is the warehouse."""

    sku_id: int
    price_fen: int
    allotment: int
    per_person: int = 1
    location_id: int | None = None


@dataclass(frozen=True, slots=True)
class SaleSpec:
    """A sale as the operator wants it."""

    name: str
    starts_at: datetime
    ends_at: datetime
    items: tuple[ItemSpec, ...]
    pay_minutes: int = PAY_MINUTES
    shipping_fen: int = 0


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One SKU of one sale: what is shown of it and how far it is sold."""

    item_id: int
    sale_id: int
    sale_name: str
    sku_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    price_fen: int
    base_fen: int
    allotment: int
    taken: int
    paid: int
    per_person: int
    location_id: int
    store_id: int | None
    shipping_fen: int
    pay_minutes: int
    starts_at: datetime
    ends_at: datetime
    status: str
    is_sellable: bool = True

    @property
    def left(self) -> int:
        """What can still be bought."""
        return self.allotment - self.taken

    @property
    def unpaid(self) -> int:
        """What is taken and not paid: it may come back."""
        return self.taken - self.paid


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """A sale with its items."""

    sale_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    status: str
    pay_minutes: int
    shipping_fen: int
    items: tuple[ItemFacts, ...]

    def phase(self, now: datetime) -> SalePhase:
        """Where the sale stands at this moment."""
        return phase_of(self.status, self.starts_at, self.ends_at, now)


@dataclass(frozen=True, slots=True)
class TakeWant:
    """Somebody's wish for some pieces of one item. `key` is the caller's Idempotency-Key."""

    customer_id: int
    key: str
    item_id: int
    quantity: int = 1
    address_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The order exists, its goods are held until pay_before."""

    order_id: int
    order_no: str
    total_fen: int
    pay_before: datetime
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a wish became no order. Nothing happened, so nothing is remembered: the same key may be tried again."""

    code: str
    message: str
    status: int = 409
    details: dict[str, Any] = field(default_factory=dict)

    def as_error(self) -> DomainError:
        """The same as an exception."""
        return DomainError(self.code, self.message, status=self.status, **self.details)


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """How an item goes, in orders: for the operator's page."""

    item: ItemFacts
    orders: int
    returned: int


def phase_of(status: str, starts_at: datetime, ends_at: datetime, now: datetime) -> SalePhase:
    """Where a sale stands at this moment."""
    if status == SaleStatus.STOPPED:
        return SalePhase.STOPPED
    if status == SaleStatus.ENDED or now >= ends_at:
        return SalePhase.ENDED
    return SalePhase.ON if now >= starts_at else SalePhase.UPCOMING


def sale_unknown(sale_id: int) -> NotFound:
    """The error for a sale that does not exist."""
    return NotFound("flash_unknown", "没有这场秒杀", sale_id=sale_id)
