"""Many writers, late commits, roll-backs, crashing readers: nothing missed, doubled or reordered."""

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from tests.kernel.conftest import Counted
from yutang.kernel import outbox
from yutang.kernel.batches import insert_columns
from yutang.kernel.models import Answer, ClockOffset, Event, Head, Place, Waiting
from yutang.kernel.outbox import Received, Runner

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, SUBJECTS, SECONDS = 8, 12, 3.0


class _Written:
    """What the writers committed."""

    def __init__(self) -> None:
        self.events: list[tuple[int, int]] = []
        self.lock = threading.Lock()
        self.is_over = threading.Event()


def _write(seed: int, written: _Written) -> None:
    """Publish under the subject's lock; half take an early statement, a fifth roll back, commits are late."""
    dice = random.Random(seed)
    while not written.is_over.is_set():
        thing = dice.randrange(SUBJECTS)
        try:
            with transaction.atomic():
                if dice.random() < 0.5:
                    Event.objects.filter(pk=0).update(shard=1)  # takes a transaction number early
                    time.sleep(dice.random() * 0.004)
                row = ClockOffset.objects.select_for_update().get(pk=100 + thing)
                number = row.microseconds + 1
                ClockOffset.objects.filter(pk=row.pk).update(microseconds=number)
                outbox.publish(Counted(thing, number))
                time.sleep(dice.random() * 0.006)
                if dice.random() < 0.2:
                    raise _RollBack  # noqa: TRY301 - as a business rule would
        except _RollBack:
            continue
        with written.lock:
            written.events.append((thing, number))
        time.sleep(dice.random() * 0.001)
    connection.close()


class _RollBack(Exception):
    pass


def _relay(written: _Written) -> None:
    while not written.is_over.is_set():
        outbox.relay_once()
        time.sleep(0.002)
    connection.close()


def _effects(events: Sequence[Received[Counted]]) -> None:
    """One row per event, keyed by the event: a second delivery would break."""
    insert_columns(
        Answer,
        key=[f"e:{received.id}" for received in events],
        digest=[received.subject for received in events],
        status=[received.event.number % 1000 for received in events],
        body=[[received.event.thing, received.event.number, received.position] for received in events],
        created_at=[received.occurred_at for received in events],
    )


def _start_writers(count: int, written: _Written, relays: int) -> list[threading.Thread]:
    for thing in range(SUBJECTS):
        ClockOffset.objects.create(pk=100 + thing)
    threads = [threading.Thread(target=_write, args=(seed, written)) for seed in range(count)]
    threads += [threading.Thread(target=_relay, args=(written,)) for _ in range(relays)]
    for thread in threads:
        thread.start()
    return threads


def _assert_complete(written: _Written, seen: list[tuple[int, int]]) -> None:
    assert len(written.events) > 100
    assert Counter(seen) == Counter(written.events)  # nothing missed, nothing doubled
    for thing in range(SUBJECTS):
        numbers = [number for about, number in seen if about == thing]
        assert numbers == sorted(numbers)  # in order within each subject
    positions = list(Place.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(written.events) + 1))  # dense
    assert Head.objects.get().last == len(positions)


def test_readers_of_positions_miss_double_and_reorder_nothing(postgres_only: None, react: Any) -> None:
    seen: list[tuple[int, int]] = []
    react(lambda events: seen.extend((r.event.thing, r.event.number) for r in events))
    written = _Written()
    threads = _start_writers(WRITERS, written, relays=2)

    runner, until = Runner(), time.monotonic() + SECONDS
    while time.monotonic() < until:
        if not runner.run_once():
            time.sleep(0.002)
    written.is_over.set()
    for thread in threads:
        thread.join()
    while outbox.relay_once() + runner.run_once():
        pass

    _assert_complete(written, seen)


def test_two_runners_with_crashes_have_each_effect_once(postgres_only: None, react: Any) -> None:
    dice = random.Random(1)

    def crashing(events: Sequence[Received[Counted]]) -> None:
        _effects(events)
        if dice.random() < 0.1:
            raise OperationalError("connection lost after the effects, before the commit")

    react(crashing)
    written = _Written()
    threads = _start_writers(4, written, relays=1)

    def run() -> None:
        runner = Runner()
        while not written.is_over.is_set():
            if not runner.run_once():
                time.sleep(0.002)
        connection.close()

    runners = [threading.Thread(target=run) for _ in range(2)]
    for thread in runners:
        thread.start()
    time.sleep(SECONDS)
    written.is_over.set()
    for thread in threads + runners:
        thread.join()
    outbox.drain(timeout=30)

    rows = sorted(Answer.objects.values_list("body", flat=True), key=lambda body: body[2])
    _assert_complete(written, [(thing, number) for thing, number, _ in rows])


def test_on_one_writer_at_a_time_the_same_holds(react: Any) -> None:
    """SQLite has one writer at a time; the same statements give the same guarantee."""
    seen: list[tuple[int, int]] = []
    react(lambda events: seen.extend((r.event.thing, r.event.number) for r in events))
    for thing in range(SUBJECTS):
        ClockOffset.objects.create(pk=100 + thing)
    expected = []
    for number in range(1, 41):
        with transaction.atomic():
            outbox.publish_many([Counted(thing, number) for thing in range(SUBJECTS)])
            if number % 5 == 0:
                transaction.set_rollback(True)
            else:
                expected += [(thing, number) for thing in range(SUBJECTS)]
        if number % 3 == 0:
            outbox.drain()
    outbox.drain()

    assert seen == expected
    assert list(Place.objects.order_by("event_id").values_list("position", flat=True)) == list(
        range(1, len(expected) + 1)
    )
    assert not Waiting.objects.exists()


def test_an_effect_that_was_there_already_shows_as_an_error(react: Any) -> None:
    """Guards the tests above: a double delivery cannot pass unseen."""
    react(_effects)
    with transaction.atomic():
        outbox.publish(Counted(1, 1))
    outbox.drain()
    received = outbox.read_events(after=0)

    with pytest.raises(IntegrityError):
        _effects(received)  # type: ignore[arg-type]
