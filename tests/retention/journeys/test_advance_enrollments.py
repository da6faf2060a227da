"""The engine: each effect once, through time, failures and crashes."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.retention.journeys.conftest import Stage
from yutang.kernel import clock
from yutang.retention.journeys import registry
from yutang.retention.journeys.api import (
    advance_enrollments,
    enrollments_of,
    retry_enrollment,
    start_journeys,
)
from yutang.retention.journeys.contracts import Action, Definition, Entrance
from yutang.retention.journeys.models import Enrollment
from yutang.retention.journeys.rules import MAX_ATTEMPTS
from yutang.retention.journeys.services import advance_enrollments as engine

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 21, 6, 26, tzinfo=UTC)
ENDS = START + timedelta(days=30)


def enter(*customer_ids: int) -> int:
    return start_journeys(
        "test.begun",
        [
            Entrance(customer_id=n, subject=f"order:{n}", context={"ends_at": ENDS.isoformat()})
            for n in customer_ids
        ],
    )


def test_steps_happen_at_their_time(stage: Stage) -> None:
    with clock.frozen(START):
        assert enter(1) == 1
    pk = Enrollment.objects.get().pk
    assert stage.done == [(f"journey:{pk}:0", "hello")]

    with clock.frozen(START + timedelta(days=2) - timedelta(seconds=1)):
        assert advance_enrollments() == 0
    with clock.frozen(START + timedelta(days=2)):
        assert advance_enrollments() == 1
    assert stage.done[1:] == [(f"journey:{pk}:2", "after two days")]

    with clock.frozen(ENDS - timedelta(days=3, seconds=1)):
        assert advance_enrollments() == 0
    with clock.frozen(ENDS - timedelta(days=3)):
        assert advance_enrollments() == 1
    assert stage.done[2:] == [(f"journey:{pk}:5", "last call")]
    assert enrollments_of(1)[0].status == "finished"


def test_a_jump_over_everything_does_everything_in_order_once(stage: Stage) -> None:
    with clock.frozen(START):
        enter(1, 2, 3)
    with clock.frozen(START + timedelta(days=400)):
        advance_enrollments()
        assert advance_enrollments() == 0

    for row in Enrollment.objects.all():
        mine = [what for key, what in stage.done if key.startswith(f"journey:{row.pk}:")]
        assert mine == ["hello", "after two days", "last call"]
        assert row.status == "finished"


def test_a_subject_enters_once(stage: Stage) -> None:
    with clock.frozen(START):
        assert enter(1) == 1
        assert enter(1, 2) == 1
    assert Enrollment.objects.count() == 2
    assert len(stage.done) == 2


def test_a_condition_that_does_not_hold_ends_the_journey(stage: Stage) -> None:
    stage.may_go_on = False
    with clock.frozen(START):
        enter(1)
    with clock.frozen(START + timedelta(days=40)):
        advance_enrollments()
    assert enrollments_of(1)[0].status == "exited"
    assert "last call" not in [what for _, what in stage.done]


def test_one_failing_effect_holds_up_nobody_else_and_is_tried_again(stage: Stage) -> None:
    stage.poison = {3}
    with clock.frozen(START):
        enter(1, 2, 3, 4)
    assert sorted(Enrollment.objects.filter(step=2).values_list("customer_id", flat=True)) == [1, 2, 4]
    failed = Enrollment.objects.get(customer_id=3)
    assert (failed.step, failed.attempts, failed.last_error) == (0, 1, "ValueError: poison")
    assert failed.due_at == START + timedelta(seconds=10)

    stage.poison = set()
    with clock.frozen(START + timedelta(seconds=10)):
        advance_enrollments()
    failed.refresh_from_db()
    assert (failed.step, failed.attempts, failed.last_error) == (2, 0, "")


def test_a_step_that_never_works_stops_visibly_and_can_be_retried(stage: Stage) -> None:
    stage.poison = {1}
    at = START
    with clock.frozen(at):
        enter(1)
    for _ in range(MAX_ATTEMPTS - 1):
        at += timedelta(hours=1)
        with clock.frozen(at):
            advance_enrollments()
    row = Enrollment.objects.get()
    assert (row.status, row.attempts) == ("failed", MAX_ATTEMPTS)

    stage.poison = set()
    retry_enrollment(enrollment_id=row.pk, actor="staff:1")
    advance_enrollments()
    row.refresh_from_db()
    assert row.step == 2


def test_a_crash_between_effect_and_record_leaves_neither(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(START):
        enter(1)

    def crash(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    with clock.frozen(START + timedelta(days=2)):
        with monkeypatch.context() as broken:
            broken.setattr(engine, "publish_many", crash)
            with pytest.raises(RuntimeError):
                advance_enrollments()
        assert Enrollment.objects.get().step == 2
        advance_enrollments()
    keys = [key for key, what in stage.done if what == "after two days"]
    # An effect outside our database would be asked for twice, with one and the same key.
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_who_is_under_way_finishes_his_version(stage: Stage) -> None:
    with clock.frozen(START):
        enter(1)
    registry.register_definition(
        Definition("test_story", 2, "新版", "test.begun", (Action("test_note", {"what": "short"}),))
    )
    with clock.frozen(START + timedelta(days=1)):
        enter(2)
    with clock.frozen(START + timedelta(days=40)):
        advance_enrollments()

    assert [f.version for f in enrollments_of(1)] == [1]
    assert [(f.version, f.status) for f in enrollments_of(2)] == [(2, "finished")]
    assert [what for _, what in stage.done] == ["hello", "short", "after two days", "last call"]


def test_a_version_that_is_gone_stops_visibly(stage: Stage) -> None:
    with clock.frozen(START):
        enter(1)
    Enrollment.objects.update(version=99)
    with clock.frozen(START + timedelta(days=2)):
        advance_enrollments()
    assert Enrollment.objects.get().status == "failed"
