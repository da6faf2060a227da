"""The sandbox provider in our words."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from yutang.integrations.sandbox_pay.api import SandboxPayClient, read_bill
from yutang.integrations.sandbox_pay.contracts import (
    BillInvalid,
    SandboxPayError,
    SandboxPayUnavailable,
    SignatureInvalid,
)
from yutang.kernel import clock
from yutang.kernel.errors import DomainError, Unavailable
from yutang.revenue.payments.contracts import (
    Bill,
    BillRow,
    Notification,
    ProviderAnswer,
    bill_invalid,
    signature_invalid,
)

NAME = "sandbox"
_STATES = {"SUCCESS": "succeeded", "FAIL": "failed", "ABNORMAL": "failed", "CLOSED": "closed"}


_making = Lock()


@cache
def _made(base_url: str, data_dir: Path) -> SandboxPayClient:
    return SandboxPayClient(base_url=base_url, data_dir=data_dir)


def _client(base_url: str, data_dir: Path) -> SandboxPayClient:
    # Threads that need it first at the same moment would each read the keys and open connections of their own.
    with _making:
        return _made(base_url, data_dir)


def _ask[T](call: Callable[[SandboxPayClient], T]) -> T:
    try:
        return call(_client(settings.CASHIER_URL, settings.DATA_DIR))
    except SandboxPayUnavailable as error:
        raise Unavailable("cashier_unavailable", "支付渠道暂时没有响应，请稍后再试") from error
    except SandboxPayError as error:
        raise DomainError(
            "provider_refused", "支付渠道拒绝了请求", status=409, provider_code=error.code
        ) from error


class SandboxProvider:
    """Implements PaymentProvider over HTTP with signed messages."""

    def open(
        self, *, payment_no: str, amount_fen: int, title: str, expires_at: datetime, return_url: str
    ) -> str:
        """Return the address of the cashier page."""
        # The house's clock may be moved, the provider's may not: only the difference travels.
        seconds = max(int((expires_at - clock.now()).total_seconds()), 1)
        return _ask(
            lambda client: client.create(
                payment_no=payment_no,
                amount_fen=amount_fen,
                title=title,
                notify_url=f"{settings.PUBLIC_URL}/callbacks/pay/{NAME}",
                return_url=return_url,
                expire_seconds=seconds,
            )
        )

    def verify(self, *, headers: Mapping[str, str], body: bytes) -> Notification:
        """Return what the provider says, or raise Unauthorized."""
        try:
            notice = _client(settings.CASHIER_URL, settings.DATA_DIR).verify(headers=headers, body=body)
        except SignatureInvalid as error:
            raise signature_invalid(str(error)) from error
        return Notification(
            id=f"{NAME}:{notice.id}",
            provider=NAME,
            payment_no=notice.payment_no,
            provider_txn=notice.transaction_id,
            status=_STATES.get(notice.state, "unknown"),
            amount_fen=notice.amount_fen,
            happened_at=clock.now(),
        )

    def query(self, *, payment_no: str) -> ProviderAnswer:
        """Return how a payment stands at the provider."""
        found = _ask(lambda client: client.query(payment_no=payment_no))
        return ProviderAnswer(_STATES.get(found.state, "created"), found.transaction_id, found.amount_fen)

    def close(self, *, payment_no: str) -> None:
        """Make a payment unpayable; one that is paid already stays paid and will be told."""
        try:
            _ask(lambda client: client.close(payment_no=payment_no))
        except DomainError as error:
            if error.details.get("provider_code") not in ("ORDERPAID", "ORDER_NOT_EXIST"):
                raise

    def refund(self, *, payment_no: str, refund_no: str, amount_fen: int, reason: str) -> ProviderAnswer:
        """Send money back the way it came."""
        try:
            found = _ask(
                lambda client: client.refund(
                    payment_no=payment_no, refund_no=refund_no, amount_fen=amount_fen, reason=reason
                )
            )
        except DomainError as error:
            if isinstance(error, Unavailable):
                raise
            return ProviderAnswer("failed", failure=str(error.details.get("provider_code", "")))
        return ProviderAnswer(
            _STATES.get(found.state, "failed"), found.transaction_id, amount_fen, found.reason
        )

    def payout(
        self, *, payout_no: str, payee: str, payee_name: str, amount_fen: int, memo: str
    ) -> ProviderAnswer:
        """Send money to a person."""
        try:
            found = _ask(
                lambda client: client.payout(
                    payout_no=payout_no, payee=payee, payee_name=payee_name, amount_fen=amount_fen, memo=memo
                )
            )
        except DomainError as error:
            if isinstance(error, Unavailable):
                raise
            return ProviderAnswer("failed", failure=str(error.details.get("provider_code", "")))
        return ProviderAnswer(
            _STATES.get(found.state, "failed"), found.transaction_id, amount_fen, found.reason
        )

    def download_bill(self, *, day: date) -> Bill:
        """Return the bill of one business day, or raise bill_invalid for a file that is not whole."""
        text = _ask(lambda client: client.download_bill(day=day))
        try:
            lines = read_bill(text)
        except BillInvalid as error:
            raise bill_invalid(day, str(error)) from error
        rows = tuple(
            BillRow(
                line.kind,
                line.no,
                line.amount_fen,
                datetime.fromisoformat(line.happened_at),
                line.transaction_id,
                line.origin_no,
            )
            for line in lines
        )
        return Bill(day, rows, text)
