"""The background of a running house: relay and reactions, periodic jobs, one-off tasks — one thread each."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from yutang.kernel import clock, ids
from yutang.kernel.jobs import run_due_once
from yutang.kernel.locks import Lease, single_runner
from yutang.kernel.outbox import Runner, relay_once, wake

log = logging.getLogger(__name__)
JOB_SECONDS = 0.5
TASK_SECONDS = 0.5
LEASE_SECONDS = 5.0
# A pass over the log costs nearly the same for one event as for a hundred: what comes right after one waits a moment
# and shares the next. The first event of a quiet house is never kept waiting, and a backlog is worked off at once.
BREATH_SECONDS = 0.04
LONGEST_BREATH_SECONDS = 0.06  # commit to reaction stays under 100 ms
BACKLOG = 500


class BackgroundService:
    """Starts and stops the threads; a thread that meets an error logs it, waits a moment and goes on."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start everything; several processes may do so, each piece of work is still done by one."""
        clock.sync()
        clock.start_sync()
        wake.listen()
        for name, body in (("outbox", self._outbox), ("jobs", self._jobs), ("tasks", self._tasks)):
            thread = threading.Thread(
                target=self._forever, args=(name, body), name=f"yutang-{name}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def stop(self, timeout: float = 10.0) -> None:
        """Let each thread finish what it is doing."""
        self._stop.set()
        wake.signal()
        until = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0.1))

    def wait(self) -> None:
        """Block until ``stop`` is called."""
        self._stop.wait()

    def _forever(self, name: str, body: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                body()
            except Exception:
                log.exception("the %s thread failed, it goes on in a second", name)
                self._stop.wait(1.0)
            finally:
                connection.close()

    def _outbox(self) -> None:
        with single_runner("outbox") as lease:
            if lease is None:
                self._stop.wait(1.0)
                return
            self._run_outbox(lease)

    def _run_outbox(self, lease: Lease) -> None:
        runner = Runner()
        checked_at = time.monotonic()
        while not self._stop.is_set():
            begun = time.monotonic()
            relayed = relay_once()
            if not relayed + runner.run_once():
                wake.wait()
            elif relayed < BACKLOG and runner.lag() < BACKLOG:
                # A pass that takes long says that the house is busy: it gets as much time again for customers.
                took = time.monotonic() - begun
                self._stop.wait(min(max(BREATH_SECONDS, took), LONGEST_BREATH_SECONDS))
            if time.monotonic() - checked_at > LEASE_SECONDS:
                checked_at = time.monotonic()
                if not lease.is_held():
                    log.warning("lost the outbox lease")
                    return
        runner.flush()

    def _jobs(self) -> None:
        while not self._stop.wait(JOB_SECONDS):
            run_due_once()
            close_old_connections()

    def _tasks(self) -> None:
        worker_id = f"yutang-{ids.random_code(20)}"
        while not self._stop.wait(TASK_SECONDS):
            # The library's worker takes the write lock on SQLite before it knows whether there is work.
            if DBTaskResult.objects.ready().exists():
                _task_worker(worker_id).run()
            close_old_connections()


def run_tasks_once() -> None:
    """Run the one-off tasks that are ready (tests and commands)."""
    if DBTaskResult.objects.ready().exists():
        _task_worker("yutang-once").run()


def _task_worker(worker_id: str) -> Worker:
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )
