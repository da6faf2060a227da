"""The door of payments (signatures; services follow)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from yutang.revenue.payments.contracts import *  # noqa: F403

__all__ = ['close_payments', 'mark_succeeded', 'open_payment', 'payment_of', 'payments_of_order', 'payout', 'payout_of', 'query_payment', 'reconcile_day', 'register_provider', 'reserve_refund', 'send_refund', 'verify_notification']


def open_payment(*, order_no: str, customer_id: int, amount_fen: int, title: str, expires_at: datetime, return_url: str = "") -> "CashierTicket":
    raise NotImplementedError


def verify_notification(provider: str, headers: "Mapping[str, str]", body: bytes) -> "Notification":
    raise NotImplementedError


def mark_succeeded(notifications: "Sequence[Notification]") -> "list[Confirmation]":
    raise NotImplementedError


def close_payments(order_nos: "Sequence[str]") -> int:
    raise NotImplementedError


def payment_of(payment_no: str) -> "PaymentFacts":
    raise NotImplementedError


def payments_of_order(order_no: str) -> "list[PaymentFacts]":
    raise NotImplementedError


def query_payment(payment_no: str) -> "Notification | None":
    raise NotImplementedError


def reserve_refund(request: "RefundRequest") -> "RefundFacts":
    raise NotImplementedError


def send_refund(refund_no: str) -> "RefundFacts":
    raise NotImplementedError


def payout(request: "PayoutRequest") -> "PayoutFacts":
    raise NotImplementedError


def payout_of(key: str) -> "PayoutFacts | None":
    raise NotImplementedError


def reconcile_day(day: date) -> "list[dict[str, object]]":
    raise NotImplementedError


def register_provider(name: str, provider: "PaymentProvider") -> None:
    raise NotImplementedError

