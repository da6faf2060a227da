"""A customer's phone: what the storefront does, over the public API, and the sandbox cashier's page."""

import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx


class ApiError(AssertionError):
    """An answer that was not 2xx, with the product's error code."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.error = body.get("error", {})
        self.code = self.error.get("code", "")
        self.details = self.error.get("details", {})
        super().__init__(f"{status} {self.error}")


def wait_for(ask: Any, *, seconds: float = 15.0, what: str = "it") -> Any:
    """Ask until the answer is truthy; the outbox reacts within a moment, never at once by promise."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.05)


@dataclass
class Phone:
    """One device with one customer on it."""

    base_url: str
    number: str
    visitor: str = field(default_factory=lambda: uuid.uuid4().hex)
    token: str = ""
    customer_id: int = 0

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.base_url, timeout=30, follow_redirects=False)

    def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, key: str | None = None
    ) -> Any:
        headers = {"X-Visitor": self.visitor}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if method != "GET":
            headers["Idempotency-Key"] = key or uuid.uuid4().hex
        answer = self.http.request(method, f"/api/mall{path}", json=body, headers=headers)
        if answer.status_code == 204 or not answer.content:
            return None
        if answer.status_code >= 400:
            raise ApiError(answer.status_code, answer.json())
        if answer.headers["content-type"].startswith("image/"):
            return answer.content
        return answer.json()

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, body: dict[str, Any] | None = None, *, key: str | None = None) -> Any:
        return self.call("POST", path, body or {}, key=key)

    def open_link(self, code: str) -> dict[str, Any]:
        """What scanning does: the server's short address first, then the page asks where it leads."""
        return dict(self.get(f"/links/{code}"))

    def sign_in(self, link_code: str | None = None) -> None:
        self.post("/auth/code", {"phone": self.number})
        code = self.get(f"/demo/sms?phone={self.number}")["code"]
        signed = self.post(
            "/auth/sign-in",
            {"phone": self.number, "code": code, "agree_terms": True, "link_code": link_code},
        )
        self.token, self.customer_id = signed["token"], signed["customer_id"]

    def save_address(self) -> int:
        saved = self.post(
            "/addresses",
            {
                "name": "苏晚晴",
                "phone": self.number,
                "province": "浙江省",
                "city": "杭州市",
                "district": "西湖区",
                "detail": "文三路 259 号昌地火炬大厦 1 号楼 806",
                "is_default": True,
            },
        )
        return int(saved["id"])

    def place(
        self, lines: list[dict[str, int]], *, coupon: str = "best", key: str | None = None
    ) -> dict[str, Any]:
        address_id = self.save_address()
        want = {"lines": lines, "coupon": coupon, "delivery": "express", "address_id": address_id}
        quote = self.post("/quote", want)
        return dict(self.post("/orders", {**want, "expected_total_fen": quote["total_fen"]}, key=key))

    def pay(self, order_no: str) -> dict[str, Any]:
        """Press 支付成功 on the sandbox cashier's page and wait until the mall knows."""
        ticket = self.post(f"/orders/{order_no}/pay")
        press(ticket["cashier_url"], "success")
        wait_for(
            lambda: self.get(f"/payments/{ticket['payment_no']}")["status"] == "succeeded", what="the payment"
        )
        return dict(ticket)

    def order(self, order_no: str) -> dict[str, Any]:
        return dict(self.get(f"/orders/{order_no}"))

    def buy(self, lines: list[dict[str, int]], *, coupon: str = "best") -> dict[str, Any]:
        placed = self.place(lines, coupon=coupon)
        self.pay(placed["order_no"])
        return self.order(placed["order_no"])


def press(cashier_url: str, action: str, **fields: str) -> None:
    """Submit one of the forms of the cashier's page, as a browser would."""
    with httpx.Client(timeout=30, follow_redirects=False) as browser:
        page = browser.get(cashier_url)
        page.raise_for_status()
        target = re.search(rf'action="([^"]*/{action})"', page.text)
        assert target is not None, f"the cashier offers no {action}: {page.text[:500]}"
        answer = browser.post(str(page.url.join(target.group(1))), data=fields)
        assert answer.status_code < 400, answer.text
