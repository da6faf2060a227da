"""The same key gets the same answer."""

import threading
from typing import Any

import pytest
from django.db import connection

from yutang.kernel import idempotency
from yutang.kernel.errors import Conflict, DomainError
from yutang.kernel.models import Answer, ClockOffset


@pytest.mark.django_db
def test_a_repeated_key_returns_the_first_answer_and_does_nothing() -> None:
    calls = []

    def work() -> tuple[int, Any]:
        calls.append(1)
        return 201, {"no": "D1"}

    assert idempotency.run_once("orders:7", "k1", {"a": 1, "b": 2}, work) == (201, {"no": "D1"})
    assert idempotency.run_once("orders:7", "k1", {"b": 2, "a": 1}, work) == (201, {"no": "D1"})
    assert calls == [1]


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_a_conflict() -> None:
    idempotency.run_once("orders:7", "k1", b'{"a":1}', lambda: (200, None))

    with pytest.raises(Conflict) as conflict:
        idempotency.run_once("orders:7", "k1", b'{"a":2}', lambda: (200, None))
    assert (conflict.value.code, conflict.value.status) == ("idempotency_mismatch", 409)


@pytest.mark.django_db
def test_keys_of_different_callers_do_not_meet() -> None:
    idempotency.run_once("orders:7", "k1", {}, lambda: (200, "seven"))

    assert idempotency.run_once("orders:8", "k1", {}, lambda: (200, "eight")) == (200, "eight")


@pytest.mark.django_db
def test_a_refusal_is_an_answer_too_and_its_effects_are_gone() -> None:
    def refuse() -> tuple[int, Any]:
        ClockOffset.objects.create(pk=9)
        raise Conflict("stock_short", "库存不足", sku_id=3)

    for _ in range(2):
        with pytest.raises(DomainError) as refusal:
            idempotency.run_once("orders:7", "k1", {}, refuse)
        assert (refusal.value.code, refusal.value.status, refusal.value.details) == (
            "stock_short",
            409,
            {"sku_id": 3},
        )
    assert not ClockOffset.objects.filter(pk=9).exists()
    assert Answer.objects.count() == 1


@pytest.mark.django_db
def test_a_crash_leaves_the_key_free() -> None:
    def crash() -> tuple[int, Any]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        idempotency.run_once("orders:7", "k1", {}, crash)

    assert idempotency.run_once("orders:7", "k1", {}, lambda: (200, "now")) == (200, "now")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 129])
def test_a_key_must_be_there_and_short(key: str) -> None:
    with pytest.raises(DomainError) as refusal:
        idempotency.run_once("orders:7", key, {}, lambda: (200, None))
    assert refusal.value.code == "idempotency_key_invalid"


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_do_the_work_once() -> None:
    calls: list[int] = []
    answers: list[tuple[int, Any]] = []
    gate = threading.Barrier(8)

    def work() -> tuple[int, Any]:
        calls.append(1)
        return 201, {"number": len(calls)}

    def call() -> None:
        gate.wait()
        answers.append(idempotency.run_once("orders:7", "k1", {"a": 1}, work))
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert calls == [1]
    assert answers == [(201, {"number": 1})] * 8
