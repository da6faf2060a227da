"""Jobs come round, survive their own failures and follow the house's clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from yutang.kernel import clock, doctor, jobs
from yutang.kernel.models import JobRun

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def only_own_jobs() -> Iterator[None]:
    before = dict(jobs._jobs)
    jobs._jobs.clear()
    yield
    jobs._jobs.clear()
    jobs._jobs.update(before)


def test_a_job_runs_when_due_and_not_before() -> None:
    calls: list[datetime] = []

    @jobs.periodic(seconds=60, name="test-minute")
    def minute() -> int:
        calls.append(clock.now())
        return 3

    for seconds, expected in ((0, 1), (59, 1), (60, 2), (61, 2), (3600, 3)):
        with clock.frozen(NOON + timedelta(seconds=seconds)):
            jobs.run_due_once()
        assert len(calls) == expected
    row = JobRun.objects.get()
    assert (row.runs, row.done, row.failures) == (3, 9, 0)


def test_a_failing_job_is_noted_and_comes_back_later_and_later() -> None:
    is_sick = [True]

    @jobs.periodic(seconds=10, name="test-sick")
    def sick() -> int:
        if is_sick[0]:
            raise RuntimeError("no luck")
        return 1

    @jobs.periodic(seconds=10, name="test-well")
    def well() -> int:
        return 1

    at = NOON
    waits = []
    for _ in range(4):
        with clock.frozen(at):
            assert jobs.run_due_once()["test-well"] == 1
        waits.append((JobRun.objects.get(pk="test-sick").next_at - at).total_seconds())
        at = JobRun.objects.get(pk="test-sick").next_at

    assert waits == [10, 20, 40, 80]
    assert "RuntimeError: no luck" in JobRun.objects.get(pk="test-sick").last_error
    found = next(result for result in doctor.run_checks() if result.name == "周期任务正常")
    assert [finding.subject for finding in found.findings] == ["job:test-sick"]

    is_sick[0] = False
    with clock.frozen(at):
        assert jobs.run_due_once() == {"test-sick": 1, "test-well": 1}
    assert JobRun.objects.get(pk="test-sick").failures == 0


def test_moving_the_clock_back_does_not_silence_a_job() -> None:
    calls: list[int] = []

    @jobs.periodic(seconds=60, name="test-minute")
    def minute() -> int:
        calls.append(1)
        return 1

    with clock.frozen(NOON + timedelta(days=30)):
        jobs.run_due_once()
    with clock.frozen(NOON):
        jobs.run_due_once()

    assert len(calls) == 2


def test_another_process_that_was_first_is_respected() -> None:
    @jobs.periodic(seconds=60, name="test-minute")
    def minute() -> int:
        return 1

    with clock.frozen(NOON):
        job = jobs.jobs()["test-minute"]
        assert jobs._claim(job, None)
        assert not jobs._claim(job, None)
        assert not jobs._claim(job, NOON)


def test_two_jobs_may_not_share_a_name() -> None:
    @jobs.periodic(seconds=60, name="test-minute")
    def minute() -> int:
        return 1

    with pytest.raises(TypeError, match="two jobs"):
        jobs.periodic(seconds=60, name="test-minute")(doctor.run_checks)  # type: ignore[arg-type]
