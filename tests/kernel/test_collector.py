"""Group commit: together when it can be, alone when it must be."""

import asyncio
import threading
from typing import Any

import pytest
from django.db import OperationalError

from yutang.kernel.batches import Collector
from yutang.kernel.errors import Conflict, DomainError


def _run(wants: list[int], collector: Collector[int, Any]) -> list[Any]:
    async def all_at_once() -> list[Any]:
        answers = await asyncio.gather(*(collector.submit(want) for want in wants), return_exceptions=True)
        await collector.close()
        return list(answers)

    return asyncio.run(all_at_once())


@pytest.mark.django_db
def test_concurrent_wants_share_batches_and_get_their_own_answers() -> None:
    batches: list[int] = []

    def run_batch(wants: list[int]) -> list[int]:
        batches.append(len(wants))
        return [want * 10 for want in wants]

    answers = _run(list(range(100)), Collector(run_batch, max_batch=40))

    assert answers == [want * 10 for want in range(100)]
    assert batches == [40, 40, 20]


@pytest.mark.django_db
def test_a_batch_holds_one_kind_and_the_longest_queue_goes_first() -> None:
    batches: list[list[int]] = []

    def run_batch(wants: list[int]) -> list[int]:
        batches.append(wants)
        return wants

    answers = _run([1, 2, 4, 6, 3, 8], Collector(run_batch, kind_of=lambda want: want % 2))

    assert answers == [1, 2, 4, 6, 3, 8]
    assert batches == [[2, 4, 6, 8], [1, 3]]


@pytest.mark.django_db
def test_nobody_waits_for_ever_behind_a_longer_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yutang.kernel.collector.PATIENCE_SECONDS", -1.0)
    batches: list[list[int]] = []

    def run_batch(wants: list[int]) -> list[int]:
        batches.append(wants)
        return wants

    _run([1, 2, 4, 6], Collector(run_batch, kind_of=lambda want: want % 2))

    assert batches == [[1], [2, 4, 6]]


@pytest.mark.django_db
def test_a_refusal_in_the_answers_reaches_its_caller_only() -> None:
    def run_batch(wants: list[int]) -> list[int | Exception]:
        return [Conflict("stock_short", "库存不足") if want == 2 else want for want in wants]

    answers = _run([1, 2, 3], Collector(run_batch))

    assert (answers[0], answers[2]) == (1, 3)
    assert isinstance(answers[1], Conflict)


@pytest.mark.django_db
def test_a_failing_batch_is_tried_again_one_by_one() -> None:
    calls: list[list[int]] = []

    def run_batch(wants: list[int]) -> list[int]:
        calls.append(wants)
        if 2 in wants:
            raise ValueError("two is poison")
        return wants

    answers = _run([1, 2, 3], Collector(run_batch))

    assert (answers[0], answers[2]) == (1, 3)
    assert isinstance(answers[1], ValueError)
    assert calls == [[1, 2, 3], [1], [2], [3]]


@pytest.mark.django_db
def test_a_lost_connection_is_unknown_so_the_client_repeats_its_key() -> None:
    def run_batch(wants: list[int]) -> list[int]:
        raise OperationalError("server closed the connection")

    (answer,) = _run([1], Collector(run_batch))

    assert isinstance(answer, DomainError)
    assert (answer.code, answer.status) == ("busy", 503)


@pytest.mark.django_db
def test_a_full_queue_refuses_and_does_not_grow() -> None:
    gate = threading.Event()

    def run_batch(wants: list[int]) -> list[int]:
        gate.wait(5)
        return wants

    async def crowd() -> list[Any]:
        collector = Collector(run_batch, max_batch=1, max_pending=3)
        first = asyncio.create_task(collector.submit(0))
        await asyncio.sleep(0.05)
        rest = [asyncio.create_task(collector.submit(n)) for n in range(1, 6)]
        await asyncio.sleep(0.05)
        gate.set()
        answers = await asyncio.gather(first, *rest, return_exceptions=True)
        await collector.close()
        return list(answers)

    answers = asyncio.run(crowd())

    assert answers[:4] == [0, 1, 2, 3]
    assert [getattr(answer, "status", None) for answer in answers[4:]] == [503, 503]


@pytest.mark.django_db
def test_closing_answers_what_was_accepted_and_refuses_what_comes_later() -> None:
    async def scene() -> tuple[list[int], Any]:
        collector = Collector(lambda wants: wants, max_batch=2)
        accepted = [asyncio.create_task(collector.submit(n)) for n in range(7)]
        await asyncio.sleep(0)
        await collector.close()
        late = await asyncio.gather(collector.submit(9), return_exceptions=True)
        return [await task for task in accepted], late[0]

    answers, late = asyncio.run(scene())

    assert answers == list(range(7))
    assert isinstance(late, DomainError)


@pytest.mark.django_db
def test_a_caller_that_went_away_does_not_stop_the_others() -> None:
    async def scene() -> list[int]:
        collector = Collector(lambda wants: wants)
        gone = asyncio.create_task(collector.submit(1))
        stays = asyncio.create_task(collector.submit(2))
        await asyncio.sleep(0)
        gone.cancel()
        answer = await stays
        await collector.close()
        return [answer]

    assert asyncio.run(scene()) == [2]
