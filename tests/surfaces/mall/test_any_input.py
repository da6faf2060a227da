"""Whatever comes in: never a 5xx, and every error in the house's shape."""

from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
import schemathesis
from django.core.cache import cache
from hypothesis import HealthCheck, settings
from schemathesis.core import NotSet

from tests.revenue.builders import Shop
from tests.surfaces.mall.conftest import Phone
from yutang.surfaces.openapi.document import mall_document

pytestmark = pytest.mark.django_db

schema = schemathesis.openapi.from_dict(mall_document())
NASTY = (
    "'; DROP TABLE orders_order; --",
    "<script>alert(1)</script>",
    "{{7*7}}{0}%s%(x)s",
    "\u202e反\u0000",
    "\ud83d",
    "𝕏" * 300,
    "../../etc/passwd",
    "9" * 40,
)


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
def test_generated_input_is_answered_politely(case: Any, me: Phone) -> None:
    cache.clear()
    headers = {name: str(value) for name, value in (case.headers or {}).items()}
    headers |= {"Authorization": f"Bearer {me.token}", "X-Visitor": me.visitor}
    # The test client, because a WSGI server's end of request closes the connection of the test's transaction.
    response = me.http.generic(
        case.method,
        case.formatted_path + (f"?{urlencode(case.query, doseq=True)}" if case.query else ""),
        data=b"" if isinstance(case.body, NotSet) else orjson.dumps(plain(case.body)),
        content_type="application/json",
        headers={
            name: value.encode("latin-1", "replace").decode("latin-1") for name, value in headers.items()
        },
    )
    assert response.status_code < 500, response.content
    if response.status_code >= 400:
        assert set(response.json()["error"]) == {"code", "message", "details"}


def plain(body: Any) -> Any:
    """What JSON can carry of a generated body: files and raw bytes become text."""
    if isinstance(body, dict):
        return {str(key): plain(value) for key, value in body.items()}
    if isinstance(body, list):
        return [plain(value) for value in body]
    if isinstance(body, int) and not isinstance(body, bool) and abs(body) >= 2**63:
        return float(body)
    return body if isinstance(body, str | int | float | bool | None) else str(body)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_text_in_every_field_is_text_or_refused(me: Phone, shop: Shop, text: str) -> None:
    sku_id = shop.goods("草莓", 6000)
    address = {
        "name": "苏",
        "phone": me.number,
        "province": "浙",
        "city": "杭",
        "district": "西",
        "detail": "路 1",
    }
    bodies: list[tuple[str, str, dict[str, Any]]] = [
        ("patch", "me", {"nickname": text}),
        ("patch", "me", {"avatar": text}),
        ("post", "coupons/take", {"template_code": text}),
        ("post", "auth/code", {"phone": text}),
        ("post", "auth/sign-in", {"phone": me.number, "code": text, "agree_terms": True, "link_code": text}),
        ("post", "affiliate/apply", {"name": text, "agree_rules": True, "reason": text}),
        ("post", "quote", {"lines": [{"sku_id": sku_id, "quantity": 1}], "coupon": text}),
        (
            "post",
            "orders",
            {"lines": [{"sku_id": sku_id, "quantity": 1}], "expected_total_fen": 1, "note": text},
        ),
        *(("post", "addresses", {**address, field: text}) for field in address),
    ]
    for method, path, body in bodies:
        response = me.call(method, path, body)
        assert response.status_code < 500, (path, response.content)
        if response.status_code >= 400:
            assert set(response.json()["error"]) == {"code", "message", "details"}
    for query in ("products", "search/hot", "stores"):
        for name in ("q", "category", "page", "lat"):
            assert (
                me.http.get(f"/api/mall/{query}", {name: text.encode("utf-8", "replace")}).status_code < 500
            )
    assert me.get("me")["id"] == me.customer_id
