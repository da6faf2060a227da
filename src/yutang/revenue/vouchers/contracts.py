"""What crosses the border of vouchers: rights, wishes to redeem, answers, facts and errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from yutang.kernel.errors import Conflict, DomainError, NotFound

SNAPSHOT = "vouchers"
REFUND_AFTER_END = timedelta(days=7)
DEFAULT_VALID_DAYS = 90
MOST_OFFLINE = timedelta(hours=72)
MOST_SKEW = timedelta(days=1)
MOST_ROWS = 200


class VoucherStatus(StrEnum):
    ACTIVE = "active"
    USED = "used"
    EXPIRED = "expired"
    VOID = "void"


VOUCHER_TEXT: Mapping[str, str] = {
    VoucherStatus.ACTIVE: "可使用",
    VoucherStatus.USED: "已用完",
    VoucherStatus.EXPIRED: "已过期",
    VoucherStatus.VOID: "已退款",
}


class KeyKind(StrEnum):
    """How a device signs: browsers without Ed25519 use ECDSA on P-256."""

    ED25519 = "ed25519"
    P256 = "p256"


class ConflictState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class RightSpec:
    """One right of a pack as an operator writes it down. No stores means all; give valid_days, or the last day."""

    name: str
    worth_fen: int
    uses: int = 1
    store_ids: tuple[int, ...] = ()
    valid_days: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    note: str = ""
    sort: int = 0


@dataclass(frozen=True, slots=True)
class RightFacts:
    """One right as the product page shows it; valid_until is its last day."""

    right_id: int
    product_id: int
    name: str
    worth_fen: int
    uses: int
    store_ids: tuple[int, ...]
    valid_days: int | None
    valid_from: date | None
    valid_until: date | None
    note: str


@dataclass(frozen=True, slots=True)
class VoucherFacts:
    """One voucher. Nobody can use it at or after valid_until; worth_fen is what all its uses are worth."""

    voucher_id: int
    code: str
    name: str
    note: str
    worth_fen: int
    status: str
    uses_total: int
    uses_left: int
    store_ids: tuple[int, ...]
    valid_from: datetime
    valid_until: datetime
    order_no: str
    order_id: int
    line_id: int
    product_id: int
    customer_id: int
    pack_no: int
    issued_at: datetime
    is_refunding: bool = False

    @property
    def status_text(self) -> str:
        """The state in a customer's words."""
        return "退款中" if self.is_refunding else VOUCHER_TEXT[self.status]


@dataclass(frozen=True, slots=True)
class RedeemWant:
    """A member of staff who redeems uses of a voucher in a store; the same key never redeems twice."""

    code: str
    staff_id: int
    store_id: int
    key: str
    uses: int = 1
    device_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RedemptionFacts:
    """One redemption that happened, and whether it was taken back."""

    redemption_id: int
    no: str
    voucher_id: int
    code: str
    name: str
    uses: int
    left_after: int
    customer_id: int
    staff_id: int
    staff_name: str
    store_id: int
    store_name: str
    redeemed_at: datetime
    is_offline: bool
    reversed_at: datetime | None
    sale_fen: int
    order_no: str = ""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was redeemed; details say who was first and when, where there was somebody."""

    code: str
    message: str
    status: int
    details: dict[str, Any] = field(default_factory=dict)

    def as_error(self) -> DomainError:
        """The same as an exception, for callers that ask for one."""
        return DomainError(self.code, self.message, status=self.status, **self.details)


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """What a scan shows before anybody confirms: the voucher, how many uses, and why not, if not."""

    voucher: VoucherFacts
    usable: int
    refusal: Refusal | None
    last: RedemptionFacts | None


@dataclass(frozen=True, slots=True)
class SaleWant:
    """What the customer bought at the till beside a redemption: an amount, or an order of the mall."""

    redemption_no: str
    staff_id: int
    key: str
    amount_fen: int = 0
    items: str = ""
    order_no: str = ""


@dataclass(frozen=True, slots=True)
class SaleFacts:
    sale_id: int
    redemption_no: str
    amount_fen: int
    items: str
    order_no: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    device_id: int
    no: str
    name: str
    store_id: int
    kind: str
    is_revoked: bool
    registered_at: datetime
    last_sync_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfflineAnswer:
    """What became of one row of an offline list: redeemed, or a conflict with its reason."""

    nonce: str
    code: str
    outcome: str
    message: str
    redemption_no: str = ""
    by: str = ""
    store: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """What happened at one store: redemptions that stand, their uses, worth, and the sales beside them."""

    store_id: int
    redemptions: int
    uses: int
    customers: int
    worth_fen: int
    sales: int
    sales_fen: int


@dataclass(frozen=True, slots=True)
class VouchersPage:
    """A page of vouchers, newest first; next_before goes into the next call."""

    vouchers: tuple[VoucherFacts, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class RedemptionsPage:
    """A page of redemptions, newest first; next_before goes into the next call."""

    redemptions: tuple[RedemptionFacts, ...]
    next_before: int | None


def voucher_unknown(code: str) -> NotFound:
    """The error for a code that nobody holds, or somebody else."""
    return NotFound("voucher_unknown", "没有这张券，请核对券码", field="code", voucher_code=code[:40])


def redemption_unknown(no: str) -> NotFound:
    """The error for a redemption that does not exist, or belongs to another store."""
    return NotFound("redemption_unknown", "没有找到这条核销记录", redemption_no=no[:40])


def device_unknown(no: str) -> NotFound:
    """The error for a device nobody registered."""
    return NotFound("device_unknown", "这台设备还没有登记", device_no=no[:40])


def device_revoked(no: str) -> Conflict:
    """The error for lists of a device that was revoked."""
    return Conflict("device_revoked", "这台设备已被停用，请联系店长", device_no=no)
