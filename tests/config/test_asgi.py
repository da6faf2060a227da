"""Who answers what: hot handlers, files, Django."""

import asyncio
from typing import Any

import orjson
import pytest

from yutang.config import asgi
from yutang.kernel.errors import Conflict
from yutang.kernel.hot import HotRequest, HotResponse, HotRoutes


@pytest.fixture
def routes(monkeypatch: pytest.MonkeyPatch) -> HotRoutes:
    own = HotRoutes()
    monkeypatch.setattr(asgi, "routes", own)
    return own


def _ask(method: str, path: str, body: bytes = b"", query: str = "") -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []
    parts = [body[:5], body[5:]]

    async def receive() -> dict[str, Any]:
        part = parts.pop(0) if parts else b""
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1"), (b"X-Visitor", b"v1")],
        "client": ("10.0.0.1", 5),
        "server": ("127.0.0.1", 80),
        "http_version": "1.1",
    }
    asyncio.run(asgi.application(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


def test_a_hot_handler_gets_the_request_as_it_came(routes: HotRoutes) -> None:
    async def echo(request: HotRequest) -> HotResponse:
        said = [request.params["no"], request.query["a"], request.headers["x-visitor"], request.client]
        return 201, {"Content-Type": "text/plain"}, "|".join(said).encode() + b"|" + request.body

    routes.add("POST", "/api/x/{no}", echo)

    status, headers, body = _ask("POST", "/api/x/D1", b"0123456789", "a=1&a=%E9%B1%BC&b=")

    assert (status, body.decode()) == (201, "D1|鱼|v1|10.0.0.1|0123456789")
    assert (headers["content-type"], headers["content-length"]) == ("text/plain", str(len(body)))


def test_a_refusal_has_the_error_shape(routes: HotRoutes) -> None:
    async def refuse(request: HotRequest) -> HotResponse:
        raise Conflict("stock_short", "库存不足", sku_id=3)

    routes.add("GET", "/api/x", refuse)

    status, _, body = _ask("GET", "/api/x")

    assert status == 409
    assert orjson.loads(body) == {
        "error": {"code": "stock_short", "message": "库存不足", "details": {"sku_id": 3}}
    }


def test_a_crash_tells_nothing_about_itself(routes: HotRoutes) -> None:
    async def crash(request: HotRequest) -> HotResponse:
        raise RuntimeError("secret")

    routes.add("GET", "/api/x", crash)

    status, _, body = _ask("GET", "/api/x")

    assert status == 500
    assert orjson.loads(body)["error"]["code"] == "internal_error"
    assert b"secret" not in body


def test_a_huge_body_is_refused(routes: HotRoutes) -> None:
    async def never(request: HotRequest) -> HotResponse:
        raise AssertionError

    routes.add("POST", "/api/x", never)

    status, _, body = _ask("POST", "/api/x", b"x" * (asgi.LARGEST_HOT_BODY + 1))

    assert (status, orjson.loads(body)["error"]["code"]) == (413, "body_too_large")


@pytest.mark.django_db(transaction=True)
def test_everything_else_is_djangos() -> None:
    status, headers, _ = _ask("GET", "/console/")

    assert status == 302
    assert headers["location"].startswith("/console/login/")


def test_static_files_of_the_apps_are_found() -> None:
    status, headers, body = _ask("GET", "/static/admin/css/base.css")

    assert (status, headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert len(body) > 1000


def test_head_sends_no_body() -> None:
    status, headers, body = _ask("HEAD", "/static/admin/css/base.css")

    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 1000
