"""The merchant's side: signed requests to the provider, verified notifications from it."""

import json
from collections.abc import Mapping
from datetime import date
from http.client import BadStatusLine, HTTPException
from pathlib import Path
from typing import Any

from yutang.integrations.sandbox_pay.contracts import (
    Answer,
    Notice,
    SandboxPayError,
    SandboxPayUnavailable,
    SignatureInvalid,
)
from yutang.integrations.sandbox_pay.keys import load_keys
from yutang.integrations.sandbox_pay.signing import check_window, nonce, sign, unix_now, verify
from yutang.integrations.sandbox_pay.wire import Wire

SCHEME = "SANDBOXPAY-SHA256-RSA2048"
TIMEOUT_SECONDS = 8.0


class SandboxPayClient:
    """Talks to one cashier. Thread-safe; keeps its connections open."""

    def __init__(self, *, base_url: str, data_dir: Path) -> None:
        self._keys = load_keys(data_dir)
        self._wire = Wire(base_url, timeout=TIMEOUT_SECONDS)

    def create(
        self,
        *,
        payment_no: str,
        amount_fen: int,
        title: str,
        notify_url: str,
        return_url: str,
        expire_seconds: int,
    ) -> str:
        """Open a payment and return the address of its cashier page."""
        body = {
            "out_trade_no": payment_no,
            "amount": amount_fen,
            "description": title,
            "notify_url": notify_url,
            "return_url": return_url,
            "expire_seconds": expire_seconds,
        }
        return str(self._call("POST", "/v1/payments", body)["cashier_url"])

    def query(self, *, payment_no: str) -> Answer:
        """Return how a payment stands."""
        found = self._call("GET", f"/v1/payments/{payment_no}")
        return Answer(found["trade_state"], found["transaction_id"], found["amount"]["total"])

    def close(self, *, payment_no: str) -> None:
        """Make a payment unpayable; raises SandboxPayError("ORDERPAID") for one that is paid."""
        self._call("POST", f"/v1/payments/{payment_no}/close", {})

    def refund(self, *, payment_no: str, refund_no: str, amount_fen: int, reason: str) -> Answer:
        """Give money back."""
        body = {
            "out_trade_no": payment_no,
            "out_refund_no": refund_no,
            "amount": amount_fen,
            "reason": reason,
        }
        found = self._call("POST", "/v1/refunds", body)
        return Answer(found["status"], found["refund_id"], amount_fen, found["reason"])

    def payout(self, *, payout_no: str, payee: str, payee_name: str, amount_fen: int, memo: str) -> Answer:
        """Send money to a person."""
        body = {
            "out_payout_no": payout_no,
            "payee": payee,
            "name": payee_name,
            "amount": amount_fen,
            "memo": memo,
        }
        found = self._call("POST", "/v1/payouts", body)
        return Answer(found["status"], found["payout_id"], amount_fen, found["reason"])

    def download_bill(self, *, day: date) -> str:
        """Return the file of one day in Shanghai, as it came; read_bill says whether it is whole."""
        return self._ask("GET", f"/v1/bill?date={day.isoformat()}").decode()

    def verify(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Return what the provider says. Raises SignatureInvalid for anything it did not say, or said too long ago."""
        given = {name.lower(): value for name, value in headers.items()}
        timestamp = given.get("sandboxpay-timestamp", "")
        check_window(timestamp)
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise SignatureInvalid("body is not text") from error
        signature = given.get("sandboxpay-signature", "")
        verify(self._keys.provider_public, signature, timestamp, given.get("sandboxpay-nonce", ""), text)
        try:
            said = json.loads(text)
            told = said["resource"]
            return Notice(
                id=str(said["id"]),
                payment_no=str(told["out_trade_no"]),
                transaction_id=str(told["transaction_id"]),
                state=str(told["trade_state"]),
                amount_fen=int(told["amount"]["total"]),
                success_time=str(told["success_time"]),
                reason=str(told.get("reason", "")),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise SignatureInvalid("body is not a notification") from error

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self._ask(method, path, body)
        try:
            return dict(json.loads(answer)) if answer else {}
        except ValueError as error:
            raise SandboxPayUnavailable(str(error)) from error

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> bytes:
        """Send a signed request and return the body of a good answer.

        A connection that was kept may have been closed by the other side: then the request is signed and sent once
        more. All calls name their payment, refund or payout, so that a repetition changes nothing.
        """
        text = "" if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        was_kept = not self._wire.is_fresh()
        try:
            try:
                status, answer = self._send(method, path, text)
            except (ConnectionError, BadStatusLine):
                if not was_kept:
                    raise
                status, answer = self._send(method, path, text)
            found = json.loads(answer) if status >= 400 and answer else {}
        except (OSError, HTTPException, ValueError) as error:
            raise SandboxPayUnavailable(str(error)) from error
        if status >= 500:
            raise SandboxPayUnavailable(f"status {status}")
        if status >= 400:
            raise SandboxPayError(str(found.get("code", status)), str(found.get("message", "")))
        return answer

    def _send(self, method: str, path: str, text: str) -> tuple[int, bytes]:
        timestamp, once = str(unix_now()), nonce()
        signature = sign(self._keys.merchant_private, method, path, timestamp, once, text)
        authorization = f'{SCHEME} nonce="{once}",timestamp="{timestamp}",signature="{signature}"'
        headers = {"Authorization": authorization, "Content-Type": "application/json"}
        return self._wire.ask(method, path, text.encode(), headers)
