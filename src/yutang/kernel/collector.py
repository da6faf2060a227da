"""Group commit: while one batch commits, the next gathers; nobody waits for a timer."""

import asyncio
import logging
import time
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import InterfaceError, OperationalError, connection

from yutang.kernel.errors import DomainError, Unavailable

log = logging.getLogger(__name__)
CROWD = 4
"""From this many in a batch on, those it answered are expected to come back with their next wish."""
GAP_SECONDS = 0.0015
LINGER_SECONDS = 0.012
PATIENCE_SECONDS = 0.25
_open: "weakref.WeakSet[Collector[Any, Any]]" = weakref.WeakSet()


type _Waiting[Want, Answer] = tuple[float, Want, asyncio.Future[Answer]]


class Collector[Want, Answer]:
    """Commits concurrent requests together through one database thread.

    ``run_batch`` takes a list of wants inside its own transaction and returns one answer per want; an answer
    that is an exception is raised at its caller. A batch that fails as a whole is tried again one by one, so
    that one bad want hurts only itself. A want beyond ``max_pending`` is refused with 503.

    Where wants are of several kinds, ``kind_of`` tells which; a batch holds one kind, the one that most wait for,
    unless somebody has waited for a quarter of a second. So those who go the same way end up going it together, and
    share the statements of every step. In a quiet house nobody is made to wait for others: only after a batch of
    several the next one stays open while wants keep coming, at most for a few milliseconds.
    """

    def __init__(
        self,
        run_batch: Callable[[list[Want]], Sequence[Answer | Exception]],
        max_batch: int = 500,
        *,
        max_pending: int = 10_000,
        name: str = "collector",
        kind_of: Callable[[Want], object] = lambda _: None,
    ) -> None:
        self._run_batch = run_batch
        self._max_batch = max_batch
        self._max_pending = max_pending
        self._kind_of = kind_of
        self._lanes: dict[object, deque[_Waiting[Want, Answer]]] = {}
        self._waiting = 0
        self._last_size = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"yutang-{name}")
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.batches = 0
        self.answered = 0
        _open.add(self)

    async def submit(self, want: Want) -> Answer:
        """Return the answer for ``want`` after its batch has committed; raises what its answer says."""
        if self._closed or self._waiting >= self._max_pending:
            raise Unavailable("busy", "系统繁忙，请稍后重试")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        lane = self._lanes.setdefault(self._kind_of(want), deque())
        lane.append((time.monotonic(), want, future))
        self._waiting += 1
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._drain())
        return await future

    async def close(self) -> None:
        """Refuse new wants, commit those accepted, give the connection back."""
        self._closed = True
        if self._task is not None and not self._task.done():
            await self._task
        await asyncio.get_running_loop().run_in_executor(self._thread, _release_connection)
        self._thread.shutdown()
        _open.discard(self)

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            await self._linger()
            batch = self._next_batch()
            try:
                answers = await loop.run_in_executor(
                    self._thread, self._run_safely, [want for _, want, _ in batch]
                )
            except Exception as error:  # noqa: BLE001 - the thread itself failed: every caller hears about it
                answers = [error] * len(batch)
            self.batches += 1
            self.answered += len(batch)
            for (_, _, future), answer in zip(batch, answers, strict=True):
                if future.done():  # the client has gone
                    continue
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)

    async def _linger(self) -> None:
        """After a batch of several: wait while wants keep coming, until as many are here as were answered last."""
        until = time.monotonic() + LINGER_SECONDS
        while self._last_size >= CROWD and self._waiting < self._last_size and time.monotonic() < until:
            before = self._waiting
            await asyncio.sleep(GAP_SECONDS)
            if self._waiting == before:
                return

    def _next_batch(self) -> list["_Waiting[Want, Answer]"]:
        oldest = min(self._lanes.values(), key=lambda lane: lane[0][0])
        longest = max(self._lanes.values(), key=len)
        lane = oldest if time.monotonic() - oldest[0][0] > PATIENCE_SECONDS else longest
        batch = [lane.popleft() for _ in range(min(len(lane), self._max_batch))]
        self._lanes = {kind: left for kind, left in self._lanes.items() if left}
        self._waiting -= len(batch)
        self._last_size = len(batch)
        return batch

    def _run_safely(self, wants: list[Want]) -> list[Answer | Exception]:
        _look_after_connection()
        try:
            return self._run_checked(wants)
        except Exception as error:  # noqa: BLE001 - whatever it is, it may belong to one want only
            if len(wants) == 1:
                return [_said(error)]
            log.warning("batch of %d failed (%s), retrying one by one", len(wants), error)
        answers: list[Answer | Exception] = []
        for want in wants:
            _look_after_connection()
            try:
                answers += self._run_checked([want])
            except Exception as error:  # noqa: BLE001 - it is this want's answer
                answers.append(_said(error))
        return answers

    def _run_checked(self, wants: list[Want]) -> list[Answer | Exception]:
        answers = list(self._run_batch(wants))
        if len(answers) != len(wants):
            raise RuntimeError(f"{len(answers)} answers for {len(wants)} wants")
        return answers


def _look_after_connection() -> None:
    """This thread gets no request signals. It keeps its connection, with all that is prepared there, while it works."""
    connection.close_if_unusable_or_obsolete()
    connection.ensure_connection()
    connection.close_at = None


def _release_connection() -> None:
    # A function of its own: ``connection`` is another object in each thread, it must be looked up there.
    connection.close()


def _said(error: Exception) -> Exception:
    """Translate: a connection lost in COMMIT leaves the outcome unknown, so the client repeats its key."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, (OperationalError, InterfaceError)):
        log.error("database refused a want: %s", error)
        return Unavailable("busy", "系统繁忙，请稍后重试")
    log.error("want failed", exc_info=error)
    return error


async def close_collectors() -> None:
    """Drain every collector of this process (called when the server stops)."""
    for collector in list(_open):
        await collector.close()
