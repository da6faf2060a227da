"""The provider's books for days gone by: what a demonstration lived through before the cashier was started."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yutang.integrations.sandbox_pay.contracts import SandboxPayError
from yutang.integrations.sandbox_pay.store import Store


@dataclass(frozen=True, slots=True)
class PastPayment:
    """A payment that succeeded at a moment of the past."""

    no: str
    amount_fen: int
    title: str
    at: datetime


class PastBooks:
    """Writes into the same file as the cashier, so that refunds, queries and statements know these days too.

    Sends no notification: who writes history tells it himself.
    """

    def __init__(self, data_dir: Path, public_url: str) -> None:
        self._store = Store(data_dir / "sandbox-pay" / "cashier.sqlite3")
        self._public_url = public_url

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def record_payments(self, payments: Sequence[PastPayment]) -> list[str]:
        """Write succeeded payments; known numbers stay as they are. Returns the provider's number of each."""
        with self._store.transaction():
            for payment in payments:
                moment = int(payment.at.timestamp())
                self._store.run(
                    "INSERT INTO payment(no, prepay_id, amount_fen, title, notify_url, return_url, state,"
                    " transaction_id, created_at, expires_at, success_at)"
                    " VALUES (?, ?, ?, ?, '', '', 'SUCCESS', ?, ?, ?, ?) ON CONFLICT(no) DO NOTHING",
                    payment.no,
                    "pp" + secrets.token_hex(12),
                    payment.amount_fen,
                    payment.title[:120],
                    _transaction_id(payment.at),
                    moment,
                    moment + 1800,
                    moment,
                )
            return [self._transaction_of("payment", payment.no) for payment in payments]

    def record_refund(self, *, no: str, payment_no: str, amount_fen: int, reason: str, at: datetime) -> str:
        """Write a refund that was sent; returns the provider's number of it."""
        with self._store.transaction():
            fresh = self._store.run(
                "INSERT INTO refund VALUES (?, ?, ?, ?, 'SUCCESS', ?, ?) ON CONFLICT(no) DO NOTHING",
                no,
                payment_no,
                amount_fen,
                reason[:80],
                _transaction_id(at),
                int(at.timestamp()),
            )
            if fresh:
                self._store.run(
                    "UPDATE payment SET refunded_fen = refunded_fen + ? WHERE no = ?", amount_fen, payment_no
                )
            return self._transaction_of("refund", no)

    def record_payout(self, *, no: str, payee: str, name: str, amount_fen: int, at: datetime) -> str:
        """Write a payout that was sent; returns the provider's number of it."""
        with self._store.transaction():
            self._store.run(
                "INSERT INTO payout VALUES (?, ?, ?, ?, '', 'SUCCESS', ?, ?) ON CONFLICT(no) DO NOTHING",
                no,
                payee,
                name,
                amount_fen,
                _transaction_id(at),
                int(at.timestamp()),
            )
            return self._transaction_of("payout", no)

    def cashier_url(self, payment_no: str) -> str:
        """The address a ticket of the past shows; nobody opens it any more."""
        return f"{self._public_url}/pay/{payment_no}"

    def _transaction_of(self, table: str, no: str) -> str:
        row = self._store.one(f"SELECT transaction_id FROM {table} WHERE no = ?", no)  # noqa: S608 - our own words
        if row is None:
            raise SandboxPayError("ORDER_NOT_EXIST", f"no {table} {no}")
        return str(row["transaction_id"])


def _transaction_id(at: datetime) -> str:
    return f"42000{at:%Y%m%d}{time.time_ns() % 10**6:06d}{secrets.randbelow(10**7):07d}"
