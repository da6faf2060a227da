"""Work that comes back by itself: a registry of periodic jobs and the clock that runs them.

One-off jobs are Django tasks. Every job must be safe to run again: after a crash it simply comes round again.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from yutang.kernel import clock
from yutang.kernel.models import JobRun

log = logging.getLogger(__name__)
LONGEST_BACKOFF = timedelta(minutes=5)


@dataclass(frozen=True)
class Job:
    """A periodic job."""

    name: str
    every: timedelta
    run: Callable[[], int]


_jobs: dict[str, Job] = {}


def periodic(*, seconds: float, name: str) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Register the function below: called about every ``seconds``, by one process at a time; returns things done."""

    def register(fn: Callable[[], int]) -> Callable[[], int]:
        known = _jobs.get(name)
        if known is not None and known.run.__module__ != fn.__module__:
            raise TypeError(f"two jobs are called {name!r}")
        _jobs[name] = Job(name, timedelta(seconds=seconds), fn)
        return fn

    return register


def jobs() -> dict[str, Job]:
    """Return all jobs by name."""
    return dict(_jobs)


def run_due_once(*, names: frozenset[str] | None = None) -> dict[str, int]:
    """Run each job that is due by the house's clock, once; returns what each did. A failing job is counted."""
    known = dict(JobRun.objects.values_list("name", "next_at"))
    done: dict[str, int] = {}
    for job in list(_jobs.values()):
        if (names is not None and job.name not in names) or not _is_due(job, known.get(job.name)):
            continue
        if _claim(job, known.get(job.name)):
            outcome = _run(job)
            if outcome is not None:
                done[job.name] = outcome
    return done


def _is_due(job: Job, next_at: datetime | None) -> bool:
    at = clock.now()
    # Far in the future: the clock was moved back since.
    return next_at is None or next_at <= at or next_at > at + max(job.every, LONGEST_BACKOFF)


def _claim(job: Job, next_at: datetime | None) -> bool:
    """Take this round: conditional, so that two processes never run the same job at once."""
    at = clock.now()
    if next_at is None:
        _, is_new = JobRun.objects.get_or_create(
            pk=job.name, defaults={"next_at": at + job.every, "last_started_at": at}
        )
        return is_new
    claimed = JobRun.objects.filter(pk=job.name, next_at=next_at)
    return claimed.update(next_at=at + job.every, last_started_at=at) == 1


def _run(job: Job) -> int | None:
    try:
        count = job.run()
    except Exception:
        log.exception("job %s failed", job.name)
        _note_failure(job, traceback.format_exc(limit=-12))
        return None
    row = JobRun.objects.filter(pk=job.name)
    row.update(
        last_finished_at=clock.now(), runs=F("runs") + 1, done=F("done") + count, failures=0, last_error=""
    )
    return count


def _note_failure(job: Job, error: str) -> None:
    if connection.needs_rollback:  # only inside a caller's transaction (tests)
        transaction.set_rollback(False)
    row = JobRun.objects.get(pk=job.name)
    wait = min(job.every * 2 ** min(row.failures, 10), LONGEST_BACKOFF)
    JobRun.objects.filter(Q(pk=job.name)).update(
        failures=F("failures") + 1, last_error=error[-4000:], next_at=clock.now() + max(wait, job.every)
    )
