"""Signing in with a code: paced, limited, once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.foundation.fixtures import at_once
from yutang.foundation.customers.api import (
    BadCustomerField,
    CodeWrong,
    ConsentGiven,
    ConsentPurpose,
    NewCustomer,
    SignedIn,
    SignInWant,
    current_consents,
    customer_by_phone,
    customer_of_token,
    customer_profile,
    erase_customer,
    fresh_customer_of_token,
    make_token,
    register_customer,
    request_sign_in_code,
    sign_in_by_code,
    sign_in_many,
    sign_out_everywhere,
)
from yutang.foundation.customers.models import Consent, Customer, Identity, SignInCode
from yutang.integrations.sms.api import latest_for
from yutang.kernel.clock import frozen
from yutang.kernel.errors import TooMany, Unauthorized
from yutang.kernel.models import Event

PHONE = "13812345678"
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def code_on_the_phone(phone: str = PHONE) -> str:
    message = latest_for(phone)
    assert message is not None
    return message.params["code"]


def a_wrong_code() -> str:
    return "000000" if code_on_the_phone() != "000000" else "111111"


@pytest.mark.django_db
def test_a_new_phone_becomes_a_customer_and_an_old_one_comes_back() -> None:
    with frozen(NOON):
        request_sign_in_code("+86 138-1234-5678")
        first = sign_in_by_code(PHONE, code_on_the_phone(), source_link_id=7)
    with frozen(NOON + timedelta(days=1)):
        request_sign_in_code(PHONE)
        second = sign_in_by_code(PHONE, code_on_the_phone(), source_link_id=8)

    assert (first.is_new, second.is_new) == (True, False)
    assert first.customer_id == second.customer_id == customer_by_phone(PHONE)
    profile = customer_profile(first.customer_id)
    assert (profile.phone_masked, profile.nickname) == ("138****5678", "用户5678")
    assert profile.last_seen_at == NOON + timedelta(days=1)
    assert Customer.objects.get().source_link_id == 7
    assert list(Event.objects.values_list("name", flat=True)) == ["customers.customer_registered"]


@pytest.mark.django_db
def test_neither_phone_nor_code_lies_in_the_database_in_clear() -> None:
    request_sign_in_code(PHONE)
    code = code_on_the_phone()
    stored = SignInCode.objects.values().get()
    assert all(code != str(value) and PHONE not in str(value) for value in stored.values())
    sign_in_by_code(PHONE, code)

    row = Identity.objects.extra(select={"raw": "value"}).get()
    assert row.value == PHONE
    assert PHONE not in row.raw
    assert PHONE not in row.subject_index


@pytest.mark.django_db
@pytest.mark.parametrize(
    "phone", ["", "1381234567", "12812345678", "138123456789", "+1 415 555 2671", "<script>", "'--"]
)
def test_what_is_no_phone_is_refused_by_name(phone: str) -> None:
    with pytest.raises(BadCustomerField) as refusal:
        request_sign_in_code(phone)

    assert (refusal.value.details["field"], refusal.value.message) == ("phone", "请输入正确的 11 位手机号")


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３４５６"])
def test_what_is_no_code_is_refused_by_name(code: str) -> None:
    with pytest.raises(BadCustomerField) as refusal:
        sign_in_by_code(PHONE, code)

    assert refusal.value.details["field"] == "code"


@pytest.mark.django_db
def test_a_code_is_used_up() -> None:
    request_sign_in_code(PHONE)
    code = code_on_the_phone()
    sign_in_by_code(PHONE, code)

    with pytest.raises(CodeWrong):
        sign_in_by_code(PHONE, code)


@pytest.mark.django_db
def test_a_code_dies_after_ten_minutes() -> None:
    with frozen(NOON):
        request_sign_in_code(PHONE)
    with frozen(NOON + timedelta(minutes=10)), pytest.raises(CodeWrong) as refusal:
        sign_in_by_code(PHONE, code_on_the_phone())
    assert refusal.value.details["attempts_left"] == 0
    with frozen(NOON + timedelta(minutes=9, seconds=59)):
        assert sign_in_by_code(PHONE, code_on_the_phone()).is_new


@pytest.mark.django_db
def test_five_wrong_guesses_spoil_the_code() -> None:
    request_sign_in_code(PHONE)

    left = []
    for _ in range(5):
        with pytest.raises(CodeWrong) as refusal:
            sign_in_by_code(PHONE, a_wrong_code())
        left.append(refusal.value.details["attempts_left"])

    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(CodeWrong):
        sign_in_by_code(PHONE, code_on_the_phone())
    assert Customer.objects.count() == 0


@pytest.mark.django_db
def test_a_new_code_replaces_the_old_one_and_its_failures() -> None:
    with frozen(NOON):
        request_sign_in_code(PHONE)
        with pytest.raises(CodeWrong):
            sign_in_by_code(PHONE, a_wrong_code())
    with frozen(NOON + timedelta(minutes=1)):
        request_sign_in_code(PHONE)
        assert SignInCode.objects.get().attempts == 0
        assert sign_in_by_code(PHONE, code_on_the_phone()).is_new


@pytest.mark.django_db
def test_one_code_a_minute_and_ten_a_day() -> None:
    with frozen(NOON):
        request_sign_in_code(PHONE)
    with frozen(NOON + timedelta(seconds=30)), pytest.raises(TooMany) as refusal:
        request_sign_in_code(PHONE)
    assert (refusal.value.code, refusal.value.details["retry_after"]) == ("code_too_soon", 30)
    for minute in range(1, 10):
        with frozen(NOON + timedelta(minutes=minute)):
            request_sign_in_code(PHONE)
    with frozen(NOON + timedelta(minutes=10)), pytest.raises(TooMany) as refusal:
        request_sign_in_code(PHONE)
    assert refusal.value.code == "code_too_many"
    with frozen(NOON + timedelta(minutes=10)):
        request_sign_in_code("13912345678")
    with frozen(NOON + timedelta(days=1)):
        request_sign_in_code(PHONE)


@pytest.mark.django_db(transaction=True)
def test_a_failed_guess_stays_counted_and_may_not_be_wrapped() -> None:
    from django.db import transaction

    request_sign_in_code(PHONE)
    with pytest.raises(RuntimeError), transaction.atomic():
        sign_in_by_code(PHONE, a_wrong_code())
    with pytest.raises(CodeWrong):
        sign_in_by_code(PHONE, a_wrong_code())
    assert SignInCode.objects.get().attempts == 1


@pytest.mark.django_db
def test_consents_are_written_down_and_marketing_is_off_by_default() -> None:
    request_sign_in_code(PHONE)
    who = sign_in_by_code(
        PHONE, code_on_the_phone(), consents=[ConsentGiven("terms"), ConsentGiven("privacy")]
    )

    assert [(one.purpose, one.granted, one.source) for one in current_consents(who.customer_id)] == [
        ("privacy", True, "sign_in"),
        ("terms", True, "sign_in"),
    ]
    assert customer_profile(who.customer_id).marketing_ok is False


@pytest.mark.django_db
def test_a_token_names_its_customer_without_a_query(django_assert_num_queries) -> None:
    token = make_token(12, 0)

    with django_assert_num_queries(0):
        assert customer_of_token(token) == 12


@pytest.mark.django_db
def test_forged_broken_and_old_tokens_are_refused() -> None:
    with frozen(NOON):
        token = make_token(12, 0)
    body, seal = token.split(".")
    forged = make_token(13, 0).split(".")[0]
    for bad in (
        "",
        ".",
        "abc",
        body,
        f"{body}.",
        f"{forged}.{seal}",
        f"{body}.{seal[:-1]}0",
        "好.坏",
        f"{body}.好",
    ):
        with frozen(NOON), pytest.raises(Unauthorized):
            customer_of_token(bad)
    with frozen(NOON + timedelta(days=29)):
        assert customer_of_token(token) == 12
    with frozen(NOON + timedelta(days=30, seconds=1)), pytest.raises(Unauthorized) as refusal:
        customer_of_token(token)
    assert refusal.value.code == "token_expired"


@pytest.mark.django_db
def test_signing_out_everywhere_ends_tokens_for_acts_that_matter() -> None:
    who = register_customer(NewCustomer(phone=PHONE))
    token = make_token(who.customer_id, who.epoch)
    assert fresh_customer_of_token(token) == who.customer_id

    sign_out_everywhere(who.customer_id)

    assert customer_of_token(token) == who.customer_id
    with pytest.raises(Unauthorized):
        fresh_customer_of_token(token)
    again = register_customer(NewCustomer(phone=PHONE))
    token = make_token(again.customer_id, again.epoch)
    assert fresh_customer_of_token(token) == who.customer_id
    erase_customer(who.customer_id, actor="customer")
    with pytest.raises(Unauthorized):
        fresh_customer_of_token(token)


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_register_the_same_phone_at_once_are_one_customer(postgres_only: None) -> None:
    results = at_once(*[lambda: register_customer(NewCustomer(phone=PHONE)) for _ in range(6)])

    assert [result for result in results if isinstance(result, Exception)] == []
    assert len({result.customer_id for result in results if not isinstance(result, Exception)}) == 1
    assert sum(result.is_new for result in results if not isinstance(result, Exception)) == 1
    assert (Customer.objects.count(), Identity.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_code_from_two_devices_at_once_signs_one_in(postgres_only: None) -> None:
    request_sign_in_code(PHONE)
    code = code_on_the_phone()

    results = at_once(*[lambda: sign_in_by_code(PHONE, code) for _ in range(4)])

    assert sum(isinstance(result, CodeWrong) for result in results) == 3
    assert Customer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_codes_asked_for_at_once_are_paced(postgres_only: None) -> None:
    results = at_once(*[lambda: request_sign_in_code(PHONE) for _ in range(4)])

    assert sum(isinstance(result, TooMany) for result in results) == 3


@pytest.mark.django_db
def test_a_first_sign_in_is_few_statements(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(3):
        request_sign_in_code(PHONE)
    code = code_on_the_phone()

    with django_assert_max_num_queries(9):
        sign_in_by_code(PHONE, code, consents=[ConsentGiven("terms"), ConsentGiven("marketing")])


@pytest.mark.django_db
def test_the_pace_holds_for_clocks_that_differ_and_ends_when_the_clock_is_moved_back() -> None:
    with frozen(NOON):
        request_sign_in_code(PHONE)
    with frozen(NOON - timedelta(seconds=5)), pytest.raises(TooMany) as refusal:
        request_sign_in_code(PHONE)
    assert refusal.value.details["retry_after"] == 60
    with frozen(NOON - timedelta(days=3)):
        request_sign_in_code(PHONE)


@pytest.mark.django_db(transaction=True)
def test_many_sign_in_together_and_each_hears_his_own(django_assert_max_num_queries: Any) -> None:
    phones = [f"1380000000{n}" for n in range(6)]
    register_customer(NewCustomer(phone=phones[0], nickname="苏晚晴"))
    for phone in phones:
        request_sign_in_code(phone)
    codes = [code_on_the_phone(phone) for phone in phones]
    wrong = "000000" if codes[5] != "000000" else "111111"
    terms = (ConsentGiven(ConsentPurpose.TERMS),)
    wants = [
        SignInWant(phone, code, consents=terms) for phone, code in zip(phones[1:5], codes[1:5], strict=True)
    ]

    with django_assert_max_num_queries(
        10
    ):  # codes, who is known, sequence, ids, four inserts, BEGIN and COMMIT
        strangers = sign_in_many(wants)
    mixed = sign_in_many(
        [
            SignInWant(phones[0], codes[0]),
            SignInWant(phones[5], wrong),
            SignInWant(phones[1], codes[1]),
            SignInWant("12", "1"),
        ]
    )

    assert all(isinstance(one, SignedIn) and one.is_new for one in strangers)
    assert Consent.objects.count() == 4
    known, miscounted, used, unreadable = mixed
    assert isinstance(known, SignedIn)
    assert not known.is_new
    assert isinstance(miscounted, CodeWrong)
    assert miscounted.details["attempts_left"] == 4
    assert isinstance(used, CodeWrong)
    assert used.details["attempts_left"] == 0
    assert isinstance(unreadable, BadCustomerField)


@pytest.mark.django_db(transaction=True)
def test_the_same_code_sent_twice_at_once_lets_in_once() -> None:
    request_sign_in_code(PHONE)
    want = SignInWant(PHONE, code_on_the_phone())

    first, second = sign_in_many([want, want])

    assert isinstance(first, SignedIn)
    assert isinstance(second, CodeWrong)
