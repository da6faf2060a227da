"""The stand-alone server: signed API for the merchant, cashier page for people, notifications in the background.

Python's own HTTP server is enough: it has to be true, small and free of the shop's code, not fast.
"""

import json
import re
import threading
import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from yutang.integrations.sandbox_pay.bank import Bank
from yutang.integrations.sandbox_pay.contracts import SandboxPayError, SignatureInvalid
from yutang.integrations.sandbox_pay.keys import Keys, load_keys
from yutang.integrations.sandbox_pay.notifier import Notifier
from yutang.integrations.sandbox_pay.page import cashier_page, index_page, message_page
from yutang.integrations.sandbox_pay.signing import check_window, verify
from yutang.integrations.sandbox_pay.store import Row, Store

MAX_BODY = 64 * 1024
MAX_NONCES = 100_000
_AUTHORIZATION = re.compile(
    r'SANDBOXPAY-SHA256-RSA2048 nonce="(\w+)",timestamp="(\d+)",signature="([\w+/=]+)"'
)


class Cashier:
    """One cashier on one port. `background=False` delivers nothing by itself: tests call deliver()."""

    def __init__(
        self,
        *,
        data_dir: Path,
        host: str = "127.0.0.1",
        port: int = 8010,
        background: bool = True,
        public_url: str = "",
    ) -> None:
        self.keys: Keys = load_keys(data_dir)
        self.store = Store(data_dir / "sandbox-pay" / "cashier.sqlite3")
        handler = type("Handler", (_Handler,), {"cashier": self})
        self._http = _Server((host, port), handler)
        self.url = public_url or f"http://{host}:{self._http.server_address[1]}"
        self.bank = Bank(self.store, self.url)
        self.notifier = Notifier(self.bank, self.keys.provider_private)
        self._background = background
        self._nonces: dict[str, None] = {}
        self._thread: threading.Thread | None = None

    def start(self) -> "Cashier":
        """Serve in a background thread."""
        self._thread = threading.Thread(target=self._http.serve_forever, name="sandbox-pay", daemon=True)
        self._thread.start()
        if self._background:
            self.notifier.start()
        return self

    def serve(self) -> None:
        """Serve in this thread until interrupted."""
        if self._background:
            self.notifier.start()
        try:
            self._http.serve_forever()
        finally:
            self.notifier.stop()

    def stop(self) -> None:
        """Stop serving and close the books."""
        self._http.shutdown()
        self._http.server_close()
        self.notifier.stop()
        self.store.close()

    def deliver(self) -> int:
        """Deliver what is due now; for tests."""
        return self.notifier.deliver_due()

    def authenticate(self, authorization: str, method: str, path: str, body: str) -> None:
        """Raise SignatureInvalid unless the merchant signed exactly this request, once, just now."""
        found = _AUTHORIZATION.fullmatch(authorization)
        if found is None:
            raise SignatureInvalid("no signature")
        once, timestamp, signature = found.groups()
        check_window(timestamp)
        verify(self.keys.merchant_public, signature, method, path, timestamp, once, body)
        if once in self._nonces:
            raise SignatureInvalid("nonce was used before")
        self._nonces[once] = None
        if len(self._nonces) > MAX_NONCES:
            self._nonces.pop(next(iter(self._nonces)))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    cashier: ClassVar[Cashier]
    protocol_version = "HTTP/1.1"
    server_version = "sandbox-pay"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet: the payments themselves are the log."""

    def do_GET(self) -> None:
        self._answer("GET", b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            self.close_connection = True
            self._send(413, "text/plain", b"too large")
            return
        self._answer("POST", self.rfile.read(int(length)))

    def _answer(self, method: str, body: bytes) -> None:
        if self.path.startswith("/v1/"):
            self._api(method, body)
        else:
            self._web(method, body)

    def _api(self, method: str, body: bytes) -> None:
        try:
            text = body.decode()
            self.cashier.authenticate(self.headers.get("Authorization", ""), method, self.path, text)
            if method == "GET" and urlsplit(self.path).path == "/v1/bill":
                day = date.fromisoformat(parse_qs(urlsplit(self.path).query)["date"][0])
                self._send(200, "text/csv; charset=utf-8", self.cashier.bank.bill(day).encode())
                return
            status, found = 200, self._route(method, json.loads(text) if text else {})
        except SignatureInvalid as error:
            status, found = 401, {"code": "SIGN_ERROR", "message": str(error)}
        except SandboxPayError as error:
            status, found = 400, {"code": error.code, "message": error.message}
        except (KeyError, ValueError, TypeError) as error:
            status, found = 400, {"code": "PARAM_ERROR", "message": f"{type(error).__name__}: {error}"}
        self._send(status, "application/json", json.dumps(found, ensure_ascii=False).encode())

    def _route(self, method: str, wish: dict[str, Any]) -> dict[str, Any]:
        bank, parts = self.cashier.bank, urlsplit(self.path)
        match (method, *parts.path.strip("/").split("/")):
            case ("POST", "v1", "payments"):
                return bank.create(wish)
            case ("GET", "v1", "payments", no):
                return bank.query(no)
            case ("POST", "v1", "payments", no, "close"):
                return bank.close(no)
            case ("POST", "v1", "refunds"):
                return bank.refund(wish)
            case ("POST", "v1", "payouts"):
                return bank.payout(wish)
        raise SandboxPayError("NOT_FOUND", "no such call")

    def _web(self, method: str, body: bytes) -> None:
        match (method, *urlsplit(self.path).path.strip("/").split("/")):
            case ("GET", ""):
                rows = self.cashier.store.all(
                    "SELECT * FROM payment ORDER BY created_at DESC, no DESC LIMIT 30"
                )
                self._page(index_page(rows))
            case ("GET", "healthz"):
                self._send(200, "text/plain", b"ok")
            case ("GET", "pay", prepay_id):
                self._pay_page(prepay_id)
            case ("POST", "pay", prepay_id, action):
                self._act(prepay_id, action, parse_qs(body.decode("utf-8", "replace")))
            case ("POST", "switch", ("fail_refunds" | "fail_payouts") as name):
                self.cashier.store.set_switch(name, 1)
                self._redirect("/")
            case ("POST", "bill-faults"):
                self._order_fault(parse_qs(body.decode("utf-8", "replace")))
            case _:
                self._page(message_page("没有这个页面"), status=404)

    def _pay_page(self, prepay_id: str, message: str = "") -> None:
        row = self.cashier.bank.by_prepay(prepay_id)
        if row is None:
            self._page(message_page("没有这笔支付"), status=404)
            return
        self._page(cashier_page(row, message=message, expired=_is_expired(row)))

    def _act(self, prepay_id: str, action: str, form: dict[str, list[str]]) -> None:
        row = self.cashier.bank.by_prepay(prepay_id)
        if row is None:
            self._page(message_page("没有这笔支付"), status=404)
            return
        try:
            self._do(row, action, form)
        except SandboxPayError:
            self._pay_page(prepay_id, "这笔支付已关闭，没有扣款。")
            return
        self.cashier.notifier.wake()
        if action == "fail":
            self._pay_page(prepay_id, "支付失败：余额不足。可以换一种方式再付。")
        elif action != "repeat" and row["return_url"].startswith(("http://", "https://", "/")):
            self._redirect(row["return_url"])
        else:
            self._redirect(f"/pay/{prepay_id}")

    def _order_fault(self, form: dict[str, list[str]]) -> None:
        try:
            day = date.fromisoformat(form.get("day", [""])[0])
            self.cashier.bank.order_fault(day, form.get("name", [""])[0], is_on=form.get("on") != ["0"])
        except (ValueError, SandboxPayError):
            self._page(message_page("没有这种账单故障"), status=400)
            return
        self._redirect("/")

    def _do(self, row: Row, action: str, form: dict[str, list[str]]) -> None:
        bank, no = self.cashier.bank, row["no"]
        if action in ("success", "late") and _is_expired(row):
            raise SandboxPayError("ORDER_CLOSED", "expired")
        if action == "success":
            bank.pay(no)
        elif action == "fail":
            bank.fail(no)
        elif action == "late":
            bank.pay_later(no, seconds=_delay(form))
        elif action == "repeat":
            bank.repeat_notice(no)

    def _page(self, text: str, *, status: int = 200) -> None:
        self._send(status, "text/html; charset=utf-8", text.encode())

    def _redirect(self, to: str) -> None:
        self.send_response(303)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header(
            "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action *"
        )
        self.end_headers()
        self.wfile.write(body)


def _is_expired(row: Row) -> bool:
    return bool(row["state"] == "NOTPAY" and time.time() > row["expires_at"])


def _delay(form: dict[str, list[str]]) -> float:
    given = form.get("seconds", ["10"])[0]
    return min(float(given), 86_400.0) if given.isdigit() else 10.0


def run_cashier(*, data_dir: Path, host: str = "127.0.0.1", port: int = 8010, public_url: str = "") -> None:
    """Serve the cashier until interrupted."""
    cashier = Cashier(data_dir=data_dir, host=host, port=port, public_url=public_url)
    try:
        cashier.serve()
    except KeyboardInterrupt:
        return
