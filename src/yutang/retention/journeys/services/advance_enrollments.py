"""The engine: run every step that is due, in batches, each effect once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.batch_update import update_columns
from yutang.kernel.outbox import publish_many
from yutang.retention.journeys.contracts import Action, Definition, EnrollmentStatus, OnlyIf, StepWant
from yutang.retention.journeys.events import JourneyEnded
from yutang.retention.journeys.models import Enrollment
from yutang.retention.journeys.registry import action_of, condition_of, definition_of
from yutang.retention.journeys.rules import next_attempt, wait_end


@transaction.atomic
def advance_enrollments(*, limit: int = 500, keys: Sequence[str] | None = None) -> int:
    """Claim enrollments that are due (skipping those another worker holds) and run them to their next wait.

    Effects and new positions commit together; a crash in between leaves neither. A step that fails is tried
    again later without disturbing the others of its batch, and stops visibly after eight attempts. Returns how
    many were claimed.
    """
    now = clock.now()
    due = Enrollment.objects.select_for_update(skip_locked=True).filter(
        status=EnrollmentStatus.ACTIVE, due_at__lte=now
    )
    if keys is not None:
        due = due.filter(key__in=list(keys))
    rows = list(due.order_by("due_at", "id")[:limit])
    running = rows
    while running:
        running = _run_round(running, now)
    for row in rows:
        row.changed_at = now
    update_columns(
        Enrollment,
        by="id",
        keys=[row.pk for row in rows],
        step=[row.step for row in rows],
        due_at=[row.due_at for row in rows],
        status=[row.status for row in rows],
        context=[row.context for row in rows],
        attempts=[row.attempts for row in rows],
        last_error=[row.last_error for row in rows],
        changed_at=[row.changed_at for row in rows],
    )
    publish_many([_ended(row) for row in rows if row.status != EnrollmentStatus.ACTIVE])
    return len(rows)


def _run_round(rows: list[Enrollment], now: datetime) -> list[Enrollment]:
    """Run one step of each row, rows at the same step together; returns those that can go on at once."""
    groups: dict[tuple[str, int, int], list[Enrollment]] = defaultdict(list)
    for row in rows:
        groups[(row.journey, row.version, row.step)].append(row)
    going_on: list[Enrollment] = []
    for (code, version, step), group in groups.items():
        definition = definition_of(code, version)
        if definition is None:
            for row in group:
                _stop(row, EnrollmentStatus.FAILED, f"旅程 {code} 第 {version} 版已不在程序里")
        elif step >= len(definition.steps):
            for row in group:
                _stop(row, EnrollmentStatus.FINISHED)
        else:
            going_on += _run_step(definition, step, group, now)
    return going_on


def _run_step(definition: Definition, index: int, rows: list[Enrollment], now: datetime) -> list[Enrollment]:
    """Run one step for a group; on failure halve the group until the culprits stand alone."""
    try:
        with transaction.atomic():
            return _apply(definition, index, rows, now)
    except Exception as exc:  # noqa: BLE001  (any failure of an effect is kept on its row and tried again)
        if len(rows) > 1:
            middle = len(rows) // 2
            return _run_step(definition, index, rows[:middle], now) + _run_step(
                definition, index, rows[middle:], now
            )
        _postpone(rows[0], exc, now)
        return []


def _apply(definition: Definition, index: int, rows: list[Enrollment], now: datetime) -> list[Enrollment]:
    step = definition.steps[index]
    if isinstance(step, Action):
        results = list(action_of(step.kind)([_want(row, index, step.params) for row in rows]))
        if len(results) != len(rows):
            raise RuntimeError(f"action {step.kind!r} answered {len(results)} of {len(rows)}")
        for row, result in zip(rows, results, strict=True):
            row.context = {**row.context, **result}
            _move_on(row, now)
        return rows
    if isinstance(step, OnlyIf):
        answers = condition_of(step.condition)([_want(row, index, step.params) for row in rows])
        for row, may_go_on in zip(rows, answers, strict=True):
            if may_go_on:
                _move_on(row, now)
            else:
                _stop(row, EnrollmentStatus.EXITED)
        return [row for row in rows if row.status == EnrollmentStatus.ACTIVE]
    ends = [wait_end(step, context=row.context, reached_at=row.due_at) for row in rows]
    for row, end in zip(rows, ends, strict=True):
        _move_on(row, end)
    return [row for row in rows if row.due_at <= now]


def _want(row: Enrollment, index: int, params: object) -> StepWant:
    return StepWant(
        key=f"journey:{row.pk}:{index}",
        enrollment_id=row.pk,
        customer_id=row.customer_id,
        subject=row.subject,
        params=dict(params),  # type: ignore[call-overload]
        context=dict(row.context),
    )


def _move_on(row: Enrollment, due_at: datetime) -> None:
    row.step += 1
    row.due_at = due_at
    row.attempts = 0
    row.last_error = ""


def _stop(row: Enrollment, status: EnrollmentStatus, error: str = "") -> None:
    row.status = status.value
    row.last_error = error[:300]


def _postpone(row: Enrollment, exc: Exception, now: datetime) -> None:
    row.attempts += 1
    row.last_error = f"{type(exc).__name__}: {exc}"[:300]
    again = next_attempt(row.attempts, now=now)
    if again is None:
        row.status = EnrollmentStatus.FAILED.value
    else:
        row.due_at = again


def _ended(row: Enrollment) -> JourneyEnded:
    return JourneyEnded(
        enrollment_id=row.pk,
        journey=row.journey,
        journey_version=row.version,
        customer_id=row.customer_id,
        outcome=row.status,
        step=row.step,
    )
