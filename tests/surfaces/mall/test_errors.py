"""Every failure has one shape, names the field, and never shows a trace."""

import pytest

from tests.surfaces.mall.conftest import Phone
from yutang.surfaces.mall.answers import shop as shop_answers


def test_a_missing_field_is_named_in_chinese(visitor: Phone) -> None:
    error = visitor.refused(visitor.call("post", "auth/code", {}), 422, "invalid_input")
    assert error["details"]["field"] == "phone"
    assert error["details"]["fields"] == {"phone": "必填"}
    assert error["message"] == "phone：必填"


def test_an_unknown_field_is_refused(visitor: Phone) -> None:
    wish = {"phone": "13800138000", "phon": "1"}
    error = visitor.refused(visitor.call("post", "auth/code", wish), 422, "invalid_input")
    assert error["details"]["fields"] == {"phon": "不认识的字段"}


def test_broken_json_is_a_400(visitor: Phone) -> None:
    response = visitor.http.post("/api/mall/auth/code", data="{", content_type="application/json")
    visitor.refused(response, 400, "bad_request")


def test_an_unknown_address_is_a_404(visitor: Phone) -> None:
    visitor.refused(visitor.call("get", "nothing/here"), 404, "not_found")


def test_another_method_is_a_405(visitor: Phone) -> None:
    response = visitor.call("delete", "brand")
    visitor.refused(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET"


def test_a_body_beyond_the_limit_is_a_413(visitor: Phone) -> None:
    huge = '{"phone": "' + "1" * (6 * 1024 * 1024) + '"}'
    response = visitor.http.post("/api/mall/auth/code", data=huge, content_type="application/json")
    visitor.refused(response, 413, "too_large")


@pytest.mark.parametrize(
    "header", ["", "Basic abc", "Bearer", "Bearer nonsense", "Bearer a.b.c", "Bearer 中文"]
)
def test_without_a_valid_token_nothing_private_is_shown(visitor: Phone, header: str) -> None:
    given = {"Authorization": header} if header else {}
    response = visitor.call("get", "me", **given)
    assert response.status_code == 401
    assert set(response.json()["error"]) == {"code", "message", "details"}


def test_an_error_of_ours_shows_a_number_and_no_trace(
    visitor: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode() -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(shop_answers, "brand_profile", explode)

    response = visitor.call("get", "brand")

    error = visitor.refused(response, 500, "internal")
    assert len(error["details"]["request_id"]) == 12
    assert b"secret" not in response.content


def test_the_key_is_mandatory_where_money_moves(me: Phone) -> None:
    for path, body in (
        ("orders", {"expected_total_fen": 1, "lines": [{"sku_id": 1, "quantity": 1}]}),
        ("orders/D1/pay", None),
        ("coupons/take", {"template_code": "x"}),
        ("affiliate/withdrawals", {"amount_fen": 1}),
        ("after-sales", {"order_no": "D123456", "lines": [{"line_id": 1, "quantity": 1}], "reason": "坏了"}),
    ):
        error = me.refused(me.call("post", path, body, key=None), 422, "invalid_input")
        assert error["details"]["field"].lower() == "idempotency-key", path
        me.refused(me.call("post", path, body, key="短 key"), 422, "invalid_input")
