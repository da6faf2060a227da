"""What crosses the border of payments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from yutang.kernel.errors import DomainError, NotFound, Unauthorized
from yutang.revenue.payments import reconciliation

BREAK_TEXT = reconciliation.BREAK_TEXT
NEXT_STEP = reconciliation.NEXT_STEP
BreakKind = reconciliation.BreakKind
BreakStatus = reconciliation.BreakStatus
DayStatus = reconciliation.DayStatus
DayTotals = reconciliation.DayTotals
ReconciledDay = reconciliation.ReconciledDay


class PaymentStatus(StrEnum):
    """failed: the last try did not work; the same payment can be tried again until it is closed."""

    CREATED = "created"
    SUCCEEDED = "succeeded"
    CLOSED = "closed"
    FAILED = "failed"


OPEN_PAYMENTS = (PaymentStatus.CREATED, PaymentStatus.FAILED)


class RefundStatus(StrEnum):
    CREATED = "created"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class PayoutStatus(StrEnum):
    CREATED = "created"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    payment_id: int
    payment_no: str
    order_no: str
    customer_id: int
    amount_fen: int
    refunded_fen: int
    provider: str
    status: str
    created_at: datetime
    succeeded_at: datetime | None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class CashierTicket:
    """Where the customer goes to pay."""

    payment_no: str
    cashier_url: str
    amount_fen: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentWant:
    """What a customer is asked for. `return_url` may hold {payment_no}.

    provider "" is the one that asks over the network; purpose is the letter of a registered Purpose, "" an order's money.
    """

    order_no: str
    customer_id: int
    amount_fen: int
    title: str
    expires_at: datetime
    return_url: str = ""
    provider: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """A payment that is written down; while `cashier_url` is empty the provider has not been asked for a cashier."""

    payment_no: str
    provider: str
    amount_fen: int
    cashier_url: str
    want: PaymentWant

    def ticket(self, cashier_url: str) -> CashierTicket:
        """What the customer gets once the cashier is known."""
        return CashierTicket(self.payment_no, cashier_url, self.amount_fen, self.want.expires_at)


@dataclass(frozen=True, slots=True)
class Notification:
    """One verified sentence of a provider about one payment. id is the provider's own id of the notification."""

    id: str
    provider: str
    payment_no: str
    provider_txn: str
    status: str
    amount_fen: int
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What became of one notification: confirmed | repeated | failed | parked (wrong amount) | unknown."""

    notification_id: str
    payment_no: str
    order_no: str
    outcome: str
    amount_fen: int
    succeeded_at: datetime | None = None
    provider: str = ""


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money back for one order; the same key is the same refund for ever. payment_no names one of several payments."""

    order_no: str
    amount_fen: int
    key: str
    reason: str
    payment_no: str = ""


@dataclass(frozen=True, slots=True)
class RefundFacts:
    refund_id: int
    refund_no: str
    order_no: str
    payment_no: str
    amount_fen: int
    status: str
    key: str
    reason: str
    failure: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PayoutRequest:
    """Money to a person outside. debit_account is the ledger account that pays, for example affiliate:12:paying."""

    key: str
    payee: str
    payee_name: str
    amount_fen: int
    debit_account: str
    memo: str


@dataclass(frozen=True, slots=True)
class PayoutFacts:
    payout_no: str
    key: str
    payee: str
    amount_fen: int
    status: str
    failure: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """A provider's answer about one payment, refund or payout."""

    status: str
    provider_txn: str = ""
    amount_fen: int = 0
    failure: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BillRow:
    """One movement in a provider's bill. kind: payment | refund | payout; no: our number; origin_no: the payment refunded."""

    kind: str
    no: str
    amount_fen: int
    happened_at: datetime
    provider_txn: str = ""
    origin_no: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """A provider's whole bill of one business day in Shanghai; text is the file as it came, if there was one."""

    day: date
    rows: tuple[BillRow, ...]
    text: str = ""


class PaymentProvider(Protocol):
    """What every way of paying can do. All calls are idempotent by our number; none runs inside a transaction."""

    def open(
        self, *, payment_no: str, amount_fen: int, title: str, expires_at: datetime, return_url: str
    ) -> str:
        """Return the address of the cashier page."""
        ...

    def verify(self, *, headers: Mapping[str, str], body: bytes) -> Notification:
        """Return what the provider says, or raise Unauthorized when it is not the provider who says it."""
        ...

    def query(self, *, payment_no: str) -> ProviderAnswer:
        """Return how a payment stands at the provider."""
        ...

    def close(self, *, payment_no: str) -> None:
        """Make a payment unpayable, as far as the provider can."""
        ...

    def refund(self, *, payment_no: str, refund_no: str, amount_fen: int, reason: str) -> ProviderAnswer:
        """Send money back the way it came."""
        ...

    def payout(
        self, *, payout_no: str, payee: str, payee_name: str, amount_fen: int, memo: str
    ) -> ProviderAnswer:
        """Send money to a person."""
        ...

    def download_bill(self, *, day: date) -> Bill:
        """Return the bill of one business day (Asia/Shanghai): every payment, refund and payout settled on it.

        Raises Unavailable while there is none to be had, DomainError("bill_invalid") for one that is not whole.
        """
        ...


class InstantProvider(Protocol):
    """A way of paying whose money lies in our own ledger: it is taken inside the transaction that pays the order."""

    def capture(self, *, payment_no: str, order_no: str, customer_id: int, amount_fen: int) -> str:
        """Take the money and return a number for it; a DomainError means that nothing was taken."""
        ...


@dataclass(frozen=True, slots=True)
class Purpose:
    """What payments are for, besides orders: who settles their notifications, and which accounts they move.

    The letter stands in the payment's number after the P. settle gets notifications of this purpose alone and answers
    one outcome each, in one transaction: it calls mark_succeeded and book_payments like orders do.
    """

    letter: str
    settle: Callable[[Sequence[Notification]], Sequence[str]]
    income: str = "house:sales"
    refunds: str = "house:refunds"


def signature_invalid(reason: str) -> Unauthorized:
    """The error for a notification that is not from the provider."""
    return Unauthorized("signature_invalid", "支付通知验签失败", reason=reason)


def bill_invalid(day: date, reason: str) -> DomainError:
    """The error for a bill that is cut off or does not add up."""
    return DomainError("bill_invalid", "渠道账单不完整", status=502, day=day.isoformat(), reason=reason[:200])


def payment_unknown(no: str) -> NotFound:
    """The error for a payment number that does not exist."""
    return NotFound("payment_unknown", "没有这笔支付", payment_no=no[:40])


def refund_exceeds_paid(amount_fen: int, left_fen: int) -> DomainError:
    """The error for a refund larger than what is left of the payment."""
    return DomainError(
        "refund_exceeds_paid",
        "退款金额超过可退金额",
        status=409,
        field="amount_fen",
        amount_fen=amount_fen,
        refundable_fen=left_fen,
    )
