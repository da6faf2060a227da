"""The log: append, relay, consume, and how long a committed event waits for its reaction.

The yardstick is what the same connection does with one plain INSERT per transaction.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any, ClassVar

from django.db import connection, transaction

from yutang.kernel import outbox
from yutang.kernel.models import Event
from yutang.kernel.outbox import DomainEvent, Received, registry
from yutang.kernel.service import BackgroundService

EVENTS = 100_000
BATCH = 500
PINGS = 400
TARGETS = {"append": 40_000, "relay": 60_000, "consume": 40_000, "reaction_p99_ms": 100}


@dataclass(frozen=True)
class BenchOrder(DomainEvent):
    """About as large as a real event."""

    name: ClassVar[str] = "bench.order"
    order_id: int
    customer_id: int
    total_fen: int
    lines: tuple[tuple[int, int, int], ...]

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True)
class BenchPing(DomainEvent):
    """Carries the moment before its commit."""

    name: ClassVar[str] = "bench.ping"
    sent_ns: int

    @property
    def subject(self) -> str:
        return f"ping:{self.sent_ns % 97}"


def run(progress: Callable[[str], None]) -> dict[str, Any]:
    """Return rates per second and the latency of a reaction in milliseconds."""
    for name in list(outbox.reactions()):
        registry.forget(name)
    single = _single(progress)
    figures: dict[str, Any] = {"engine": connection.vendor, "events": EVENTS, "single_inserts": single}
    for round_no in range(3):
        for what, rate in _round().items():
            figures.setdefault(what, []).append(rate)
        progress(
            f"  round {round_no + 1}: "
            + ", ".join(f"{what} {figures[what][-1]:,}/s" for what in ("append", "relay", "consume"))
        )
    for what in ("append", "relay", "consume"):
        figures[what] = int(median(figures[what]))
    figures["append_per_single_insert"] = round(figures["append"] / single, 1)
    figures |= _latency(progress, "reaction")
    if connection.vendor == "postgresql":
        with _LongTransaction():
            figures |= _latency(progress, "reaction_beside_open_transaction")
    figures["targets"] = TARGETS
    figures["met"] = (
        all(figures[what] >= TARGETS[what] for what in ("append", "relay", "consume"))
        and figures["reaction_p99_ms"] < TARGETS["reaction_p99_ms"]
    )
    return figures


def _single(progress: Callable[[str], None]) -> int:
    started, count = time.perf_counter(), 0
    while time.perf_counter() - started < 1.0:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kernel_event (name, version, subject, shard, payload, occurred_at)"
                " VALUES ('bench.single', 1, 's', 0, '{}', %s)",
                [
                    datetime.now(UTC)
                    if connection.vendor == "postgresql"
                    else str(datetime.now(UTC).replace(tzinfo=None))
                ],
            )
        count += 1
    rate = int(count / (time.perf_counter() - started))
    Event.objects.all().delete()
    progress(f"  yardstick: {rate:,} single inserts/s")
    return rate


def _round() -> dict[str, int]:
    started = time.perf_counter()
    for first in range(0, EVENTS, BATCH):
        with transaction.atomic():
            outbox.publish_many(
                [
                    BenchOrder(first + i, i % 5000, 12_900, ((1, 2, 4_300), (7, 1, 4_300)))
                    for i in range(BATCH)
                ]
            )
    figures = {"append": int(EVENTS / (time.perf_counter() - started))}
    started = time.perf_counter()
    while outbox.relay_once():
        pass
    figures["relay"] = int(EVENTS / (time.perf_counter() - started))
    seen = 0

    def count(events: list[Received[BenchOrder]]) -> None:
        nonlocal seen
        seen += sum(received.event.total_fen > 0 for received in events)

    outbox.reacts_to(BenchOrder, name="bench-count")(count)
    started = time.perf_counter()
    runner = outbox.Runner()
    while seen < EVENTS:
        runner.run_once()
    runner.flush()
    figures["consume"] = int(EVENTS / (time.perf_counter() - started))
    return figures


def _latency(progress: Callable[[str], None], name: str) -> dict[str, float]:
    """Commit one event at a time beside a running background; measure from before the commit to the reaction."""
    waits: list[float] = []
    heard = threading.Event()

    def listen(events: list[Received[BenchPing]]) -> None:
        arrived = time.monotonic_ns()
        waits.extend((arrived - received.event.sent_ns) / 1e6 for received in events)
        heard.set()

    registry.forget("bench-listen")
    outbox.reacts_to(BenchPing, name="bench-listen")(listen)
    outbox.drain()
    waits.clear()
    service = BackgroundService()
    service.start()
    time.sleep(0.5)
    for _ in range(PINGS):
        heard.clear()
        with transaction.atomic():
            outbox.publish(BenchPing(time.monotonic_ns()))
        heard.wait(5)
        time.sleep(0.003)
    service.stop()
    waits.sort()
    found = {
        f"{name}_p50_ms": round(waits[len(waits) // 2], 2),
        f"{name}_p99_ms": round(waits[int(len(waits) * 0.99)], 2),
    }
    progress(f"  {name}: p50 {found[f'{name}_p50_ms']} ms, p99 {found[f'{name}_p99_ms']} ms")
    return found


class _LongTransaction:
    """A writer that stays open: readers of ids or transaction numbers would wait for it."""

    def __enter__(self) -> None:
        self._done = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._hold)
        self._thread.start()
        self._ready.wait(5)

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _hold(self) -> None:
        with transaction.atomic():
            outbox.publish(BenchPing(time.monotonic_ns()))
            self._ready.set()
            self._done.wait(20)
            transaction.set_rollback(True)
        connection.close()
