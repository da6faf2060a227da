"""The sandbox provider while history is written: the same books, without the network and without waiting."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from yutang.integrations.sandbox_pay.api import PastBooks, PastPayment
from yutang.kernel import clock
from yutang.kernel.errors import Unavailable
from yutang.revenue.orders.api import pay_order
from yutang.revenue.payments.api import provider_of, register_provider, settle_notifications
from yutang.revenue.payments.contracts import Bill as DayBill
from yutang.revenue.payments.contracts import (
    CashierTicket,
    Notification,
    PaymentStatus,
    ProviderAnswer,
    signature_invalid,
)

NAME = "sandbox"


@dataclass(frozen=True)
class Bill:
    """An order that its customer is about to pay."""

    customer_id: int
    order_no: str
    amount_fen: int


class HistoryProvider:
    """Implements PaymentProvider on the cashier's own books: what is asked here has succeeded when it returns."""

    def __init__(self, books: PastBooks) -> None:
        self._books = books

    def pay(self, bills: Sequence[Bill]) -> int:
        """Open a payment for each order, let the money arrive and confirm it; returns how many were confirmed."""
        asked = [pay_order(customer_id=bill.customer_id, order_no=bill.order_no) for bill in bills]
        # an order that costs nothing is paid
        return self.settle([ticket for ticket in asked if ticket.amount_fen], "一鲫鲜果订单")

    def settle(self, tickets: Sequence[CashierTicket], title: str) -> int:
        """Let the money of opened payments arrive, whatever they are for; returns how many were confirmed."""
        now = clock.now()
        numbers = self._books.record_payments(
            [PastPayment(ticket.payment_no, ticket.amount_fen, title, now) for ticket in tickets]
        )
        outcomes = settle_notifications(
            [
                Notification(
                    id=f"{NAME}:demo-{ticket.payment_no}",
                    provider=NAME,
                    payment_no=ticket.payment_no,
                    provider_txn=number,
                    status=PaymentStatus.SUCCEEDED,
                    amount_fen=ticket.amount_fen,
                    happened_at=now,
                )
                for ticket, number in zip(tickets, numbers, strict=True)
            ]
        )
        return len(outcomes)

    def open(
        self, *, payment_no: str, amount_fen: int, title: str, expires_at: datetime, return_url: str
    ) -> str:
        """Return an address; the money follows in pay."""
        del amount_fen, title, expires_at, return_url
        return self._books.cashier_url(payment_no)

    def verify(self, *, headers: Mapping[str, str], body: bytes) -> Notification:
        """Nothing comes over the network here, so whatever does is not the provider's."""
        del headers, body
        raise signature_invalid("history has no callbacks")

    def query(self, *, payment_no: str) -> ProviderAnswer:
        """An unpaid payment of the past stays unpaid."""
        del payment_no
        return ProviderAnswer("created")

    def close(self, *, payment_no: str) -> None:
        """Nothing was opened at the provider."""
        del payment_no

    def refund(self, *, payment_no: str, refund_no: str, amount_fen: int, reason: str) -> ProviderAnswer:
        """Send money back."""
        number = self._books.record_refund(
            no=refund_no, payment_no=payment_no, amount_fen=amount_fen, reason=reason, at=clock.now()
        )
        return ProviderAnswer("succeeded", number, amount_fen)

    def payout(
        self, *, payout_no: str, payee: str, payee_name: str, amount_fen: int, memo: str
    ) -> ProviderAnswer:
        """Send money to a person."""
        del memo
        number = self._books.record_payout(
            no=payout_no, payee=payee, name=payee_name, amount_fen=amount_fen, at=clock.now()
        )
        return ProviderAnswer("succeeded", number, amount_fen)

    def download_bill(self, *, day: date) -> DayBill:
        """Bills are asked of the running cashier, not here."""
        raise Unavailable("bill_unavailable", f"{day} 的账单要向运行中的收银台要")


@contextmanager
def paying_by(bank: HistoryProvider) -> Iterator[None]:
    """Let this process pay by the bank of the past while the block runs."""
    before = provider_of(NAME)
    register_provider(NAME, bank)
    try:
        yield
    finally:
        register_provider(NAME, before)
