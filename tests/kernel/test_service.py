"""The background does its work by itself, and stops when told."""

import threading
import time
from typing import Any

import pytest
from django.db import transaction

from tests.kernel.conftest import Counted
from yutang.kernel import clock, jobs, outbox
from yutang.kernel.models import Cursor
from yutang.kernel.service import BackgroundService

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_clock_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a daemon of the whole process and would outlive the test's database."""
    monkeypatch.setattr(clock, "start_sync", lambda: None)


def test_a_committed_event_reaches_its_reaction_and_jobs_run(
    react: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, ran = threading.Event(), threading.Event()
    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.periodic(seconds=60, name="test-job")(lambda: ran.set() or 1)
    react(lambda events: heard.set())
    service = BackgroundService()
    service.start()
    try:
        time.sleep(0.3)
        with transaction.atomic():
            outbox.publish(Counted(1, 1))
        started = time.monotonic()
        assert heard.wait(5)
        assert time.monotonic() - started < 1.0
        assert ran.wait(5)
    finally:
        service.stop()

    assert not any(thread.is_alive() for thread in service._threads)
    assert max(Cursor.objects.values_list("position", flat=True)) == 1


def test_of_two_services_only_one_delivers(react: Any) -> None:
    seen: list[int] = []
    react(lambda events: seen.extend(received.event.number for received in events))
    first, second = BackgroundService(), BackgroundService()
    first.start()
    second.start()
    try:
        for number in range(20):
            with transaction.atomic():
                outbox.publish(Counted(number % 3, number))
            time.sleep(0.01)
        until = time.monotonic() + 10
        while len(seen) < 20 and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        first.stop()
        second.stop()

    assert seen == list(range(20))
