"""What crosses the border of the wallet."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.kernel.money import yuan

PROVIDER = "wallet"
PURPOSE = "W"
PURCHASE_MINUTES = 30
GIFT_DAYS = 365
MOST_CARDS = 1_000
MOST_PIN_TRIES = 5


class PurchaseKind(StrEnum):
    TOP_UP = "top_up"
    GIFT_CARD = "gift_card"


class PurchaseStatus(StrEnum):
    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"
    RETURNED = "returned"
    REFUNDED = "refunded"


class CardStatus(StrEnum):
    NEW = "new"
    ACTIVE = "active"
    CLAIMED = "claimed"
    EXPIRED = "expired"
    VOID = "void"


PURCHASE_TEXT = {
    PurchaseStatus.OPEN: "待付款",
    PurchaseStatus.PAID: "已完成",
    PurchaseStatus.CLOSED: "已关闭",
    PurchaseStatus.RETURNED: "款项已退回",
    PurchaseStatus.REFUNDED: "已退款",
}
CARD_TEXT = {
    CardStatus.NEW: "未激活",
    CardStatus.ACTIVE: "待领取",
    CardStatus.CLAIMED: "已领取",
    CardStatus.EXPIRED: "已过期",
    CardStatus.VOID: "已作废",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """An amount by where it lies: from gift cards, paid in, given on top. Spent in this order."""

    gift: int = 0
    principal: int = 0
    bonus: int = 0

    @property
    def total(self) -> int:
        """All three together."""
        return self.gift + self.principal + self.bonus

    def as_tuple(self) -> tuple[int, int, int]:
        """In the order of spending."""
        return self.gift, self.principal, self.bonus


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """The rules in force: the most a wallet may hold and the most that one top-up may bring."""

    max_balance_fen: int = 500_000
    max_topup_fen: int = 100_000


@dataclass(frozen=True, slots=True)
class OfferSpec:
    """Pay so much, get so much on top."""

    pay_fen: int
    bonus_fen: int
    title: str = ""
    sort: int = 0


@dataclass(frozen=True, slots=True)
class OfferFacts:
    offer_id: int
    pay_fen: int
    bonus_fen: int
    title: str
    sort: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class WalletFacts:
    customer_id: int
    parts: Parts
    is_frozen: bool
    max_balance_fen: int
    max_topup_fen: int

    @property
    def total_fen(self) -> int:
        """What can be spent."""
        return self.parts.total


@dataclass(frozen=True, slots=True)
class PurchaseFacts:
    purchase_id: int
    no: str
    kind: str
    customer_id: int
    title: str
    pay_fen: int
    bonus_fen: int
    status: str
    status_text: str
    created_at: datetime
    paid_at: datetime | None
    pay_before: datetime


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One act on a wallet: what it was, how it changed each part, and why. `before` turns the page."""

    transfer_id: int
    code: str
    title: str
    detail: str
    parts: Parts
    at: datetime


@dataclass(frozen=True, slots=True)
class StatementPage:
    lines: tuple[StatementLine, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class BatchSpec:
    """Printed cards: how many, what each is worth, how many days they can be claimed once they were activated."""

    name: str
    quantity: int
    face_fen: int
    valid_days: int = 1_095
    note: str = ""


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What stands on a card; shown once and stored nowhere in clear."""

    serial: str
    code: str
    pin: str


@dataclass(frozen=True, slots=True)
class GiftFacts:
    """An electronic gift card as its buyer or its receiver sees it. The code is for the buyer alone."""

    no: str
    face_fen: int
    status: str
    status_text: str
    message: str
    from_name: str
    cover: str
    expires_at: datetime | None
    claimed_at: datetime | None
    bought_at: datetime
    claimed_by_me: bool = False
    is_mine: bool = False
    code: str = ""
    claimed_by: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a claimed card brought."""

    face_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class BonusGrant:
    """Bonus money for a customer from another room; the same key grants once."""

    customer_id: int
    amount_fen: int
    key: str
    memo: str


def wallet_short(needed_fen: int, total_fen: int) -> Conflict:
    """The error for an order that costs more than the wallet holds."""
    return Conflict(
        "wallet_short",
        f"余额不足：需付 ¥{yuan(needed_fen)}，余额 ¥{yuan(total_fen)}",
        needed_fen=needed_fen,
        balance_fen=total_fen,
    )


def wallet_frozen() -> Conflict:
    """The error for a wallet that the merchant has frozen."""
    return Conflict("wallet_frozen", "余额已被冻结，请联系客服")


def over_limit(max_fen: int, *, field: str = "offer_id") -> Conflict:
    """The error for money that would lift a wallet above the most it may hold."""
    return Conflict("wallet_over_limit", f"余额最多 ¥{yuan(max_fen)}", field=field, max_balance_fen=max_fen)


def policy_invalid(field: str, message: str) -> DomainError:
    """The error for a rule that makes no sense."""
    return DomainError("wallet_policy_invalid", message, field=field)


def offer_unknown(offer_id: int) -> NotFound:
    """The error for an offer that does not exist or is over."""
    return NotFound("topup_offer_unknown", "没有这个充值档位", field="offer_id", offer_id=offer_id)


def purchase_unknown(no: str) -> NotFound:
    """The error for a purchase that does not exist or is somebody else's."""
    return NotFound("wallet_purchase_unknown", "没有找到这笔记录", no=no[:40])


def card_unknown() -> NotFound:
    """The error for a code or pin that fits no card: which of the two is not said."""
    return NotFound("gift_card_unknown", "卡号或密码不对，请检查", field="code")


def card_state(status: str) -> Conflict:
    """The error for a card that can no longer be claimed."""
    text = {
        CardStatus.NEW: "这张卡还没有激活，请联系购买的门店",
        CardStatus.CLAIMED: "这张礼品卡已经被领取了",
        CardStatus.EXPIRED: "这张礼品卡已经过期",
        CardStatus.VOID: "这张礼品卡已经作废",
    }.get(CardStatus(status), "这张礼品卡现在不能领取")
    return Conflict("gift_card_state", text, card_status=status)


def card_locked() -> Conflict:
    """The error for a card whose pin was tried too often."""
    return Conflict("gift_card_locked", "密码输错太多次，这张卡已锁定，请联系客服", field="pin")


def gift_unknown() -> NotFound:
    """The error for a gift that does not exist."""
    return NotFound("gift_unknown", "没有找到这份礼物")


def batch_unknown(batch_id: int) -> NotFound:
    """The error for a batch that does not exist."""
    return NotFound("gift_batch_unknown", "没有这批礼品卡", batch_id=batch_id)
