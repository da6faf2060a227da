"""Signing in."""

from datetime import timedelta
from typing import Any

import pytest

from tests.surfaces.mall.conftest import Phone
from yutang.integrations.sms.api import latest_for
from yutang.kernel import clock
from yutang.surfaces.mall.answers import auth as auth_answers


def test_a_new_phone_becomes_a_customer_and_an_old_one_the_same(visitor: Phone) -> None:
    visitor.sign_in()
    first = visitor.customer_id
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        visitor.sign_in()
        assert visitor.customer_id == first
        assert visitor.get("me")["phone"] == f"{visitor.number[:3]}****{visitor.number[-4:]}"


def test_the_terms_must_be_agreed_to(visitor: Phone) -> None:
    visitor.post("auth/code", {"phone": visitor.number})
    sms = latest_for(visitor.number)
    assert sms is not None
    wish = {"phone": visitor.number, "code": sms.params["code"], "agree_terms": False}
    visitor.refused(visitor.call("post", "auth/sign-in", wish), 400, "terms_required")


def test_a_wrong_code_says_how_often_one_may_still_try(visitor: Phone) -> None:
    visitor.post("auth/code", {"phone": visitor.number})
    sms = latest_for(visitor.number)
    assert sms is not None
    wrong = "000000" if sms.params["code"] != "000000" else "111111"
    wish = {"phone": visitor.number, "code": wrong, "agree_terms": True}

    error = visitor.refused(visitor.call("post", "auth/sign-in", wish), 400, "code_wrong")
    assert error["details"]["attempts_left"] == 4
    for _ in range(4):
        visitor.call("post", "auth/sign-in", wish)
    right = {**wish, "code": sms.params["code"]}
    visitor.refused(visitor.call("post", "auth/sign-in", right), 400, "code_wrong")


def test_a_second_code_within_a_minute_is_too_many(visitor: Phone) -> None:
    visitor.post("auth/code", {"phone": visitor.number})
    response = visitor.call("post", "auth/code", {"phone": visitor.number})
    assert response.status_code == 429


def test_many_failures_from_one_address_are_stopped(visitor: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = auth_answers.Limit("sign-in-failures", most=3, seconds=600)
    monkeypatch.setattr(auth_answers, "FAILURES_OF_ADDRESS", limit)
    for n in range(3):
        wish = {"phone": f"1370000000{n}", "code": "123456", "agree_terms": True}
        visitor.refused(visitor.call("post", "auth/sign-in", wish), 400, "code_wrong")
    wish = {"phone": "13700000009", "code": "123456", "agree_terms": True}
    visitor.refused(visitor.call("post", "auth/sign-in", wish), 429, "too_many_requests")


def test_the_code_can_be_read_in_the_demo_only(visitor: Phone, settings: Any) -> None:
    visitor.post("auth/code", {"phone": visitor.number})
    sms = latest_for(visitor.number)
    assert sms is not None
    settings.DEMO = True
    shown = visitor.get(f"demo/sms?phone={visitor.number}")
    assert shown["code"] == sms.params["code"]

    settings.DEMO = False
    visitor.refused(visitor.call("get", f"demo/sms?phone={visitor.number}"), 404, "not_found")
