"""A phone that speaks the storefront API, a small shop, and a cashier that does what it is told."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.revenue.builders import Shop
from yutang.integrations.sandbox_pay.api import Cashier
from yutang.integrations.sms.api import latest_for

_serial = itertools.count(1)


class Phone:
    """One device: keeps its visitor id and, once signed in, its token."""

    def __init__(self) -> None:
        number = next(_serial)
        self.number = f"139{number:08d}"
        self.visitor = f"visitor-{number:06d}"
        self.token = ""
        self.customer_id = 0
        self.http = Client(raise_request_exception=False)

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = "", **headers: str) -> Any:
        """One request; `key=""` makes a fresh Idempotency-Key, None sends none."""
        given = {"X-Visitor": self.visitor, **headers}
        if self.token:
            given.setdefault("Authorization", f"Bearer {self.token}")
        if key is not None and method != "get":
            given["Idempotency-Key"] = key or f"test-key-{next(_serial):08d}"
        raw = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.http, method)(f"/api/mall/{path}", headers=given, **raw)

    def get(self, path: str) -> Any:
        """A GET that must succeed."""
        return self.ok(self.call("get", path))

    def post(self, path: str, body: Any = None, *, key: str | None = "") -> Any:
        """A POST that must succeed."""
        return self.ok(self.call("post", path, body, key=key))

    def ok(self, response: Any) -> Any:
        assert response.status_code == 200, response.content.decode()
        return response.json()

    def refused(self, response: Any, status: int, code: str) -> Any:
        """The error of an answer that must be this refusal, in the house's shape."""
        body = response.json()
        assert (response.status_code, body["error"]["code"]) == (status, code), body
        assert set(body) == {"error"}
        assert set(body["error"]) == {"code", "message", "details"}
        return body["error"]

    def sign_in(self) -> "Phone":
        """Ask for a code, read it from the outbox, sign in."""
        self.post("auth/code", {"phone": self.number})
        sms = latest_for(self.number)
        assert sms is not None
        wish = {"phone": self.number, "code": sms.params["code"], "agree_terms": True}
        found = self.post("auth/sign-in", wish)
        self.token, self.customer_id = found["token"], found["customer_id"]
        return self

    def address(self) -> int:
        """A new address of mine."""
        fields = {
            "name": "苏晚晴",
            "phone": self.number,
            "province": "浙江省",
            "city": "杭州市",
            "district": "西湖区",
            "detail": "文三路 259 号",
        }
        return int(self.post("addresses", fields)["id"])


@pytest.fixture(autouse=True)
def fresh_limits(db: None) -> None:
    cache.clear()


@pytest.fixture
def visitor(db: None) -> Phone:
    """Somebody who has not signed in."""
    return Phone()


@pytest.fixture
def me(visitor: Phone) -> Phone:
    """Somebody who has."""
    return visitor.sign_in()


@pytest.fixture
def other(db: None) -> Phone:
    """Somebody else."""
    return Phone().sign_in()


@pytest.fixture
def shop(db: None) -> Shop:
    """A shop with one store and the usual shipping."""
    made = Shop()
    made.open_store()
    made.shipping()
    return made


@pytest.fixture
def cashier(settings: Any, tmp_path: Path) -> Iterator[Cashier]:
    """A real cashier over HTTP on a free port that delivers only when asked."""
    server = Cashier(data_dir=tmp_path, port=0, background=False).start()
    settings.CASHIER_URL = server.url
    settings.DATA_DIR = tmp_path
    yield server
    server.stop()
