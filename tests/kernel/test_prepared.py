"""Prepared statements and compiled queries behave like the ORM they stand in for."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from yutang.kernel import prepared
from yutang.kernel.batch_update import update_columns
from yutang.kernel.batches import insert_columns, next_ids, one_statement
from yutang.kernel.models import Answer, JobRun, Parked
from yutang.kernel.queries import Given, Many, Query

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 5, 6, 789, tzinfo=UTC)


def answers(*keys: str, body: object = None) -> None:
    insert_columns(
        Answer,
        key=list(keys),
        digest=["d"] * len(keys),
        status=[200] * len(keys),
        body=[body] * len(keys),
        created_at=[AT] * len(keys),
    )


def jobs(*names: str) -> None:
    count = len(names)
    insert_columns(
        JobRun,
        name=list(names),
        next_at=[AT] * count,
        last_started_at=[None] * count,
        last_finished_at=[None] * count,
        runs=list(range(count)),
        done=[0] * count,
        failures=[0] * count,
        last_error=[""] * count,
    )


@transaction.atomic
def both(job: str, answer: str, *, uneven: bool = False) -> None:
    with one_statement():
        jobs(job)
        answers(answer)
        if uneven:
            insert_columns(Answer, key=["a", "b"], digest=["d"])


def test_rows_are_what_the_queryset_would_give() -> None:
    answers("a", 'b"\\', "c", body={"甲": [1, None, '"']})
    query = Query(
        lambda: (
            Answer.objects.filter(key__among=Many("keys"), created_at__lte=Given("at"))
            .order_by("key")
            .values_list("key", "body", "created_at")
        )
    )
    plain = Answer.objects.filter(key__in=["a", 'b"\\']).order_by("key")

    found = query.rows(keys=["a", 'b"\\', "gone"], at=AT)

    assert found == list(plain.values_list("key", "body", "created_at"))
    assert query.rows(keys=["a"], at=AT.replace(year=2025)) == []
    assert query.column(keys=["c"], at=AT) == ["c"]
    assert query.rows(keys=[], at=AT) == []


def test_a_queryset_of_models_gives_models() -> None:
    jobs("a", "b")
    (found,) = Query(lambda: JobRun.objects.filter(name__among=Many("names"))).objects(names=["b"])
    assert found == JobRun.objects.get(pk="b")
    assert (found.runs, found.next_at, found.last_started_at) == (1, AT, None)


def test_a_query_counts_as_one_statement_however_long_its_list() -> None:
    query = Query(lambda: JobRun.objects.filter(name__among=Many("names")).values_list("name"))
    query.rows(names=["warm"])
    for names in (["a"], [f"n{n}" for n in range(500)]):
        with CaptureQueriesContext(connection) as seen:
            query.rows(names=names)
        assert len(seen) == 1


def test_errors_are_the_ones_django_raises() -> None:
    answers("a")
    with pytest.raises(IntegrityError), transaction.atomic():
        answers("a")
    assert Answer.objects.count() == 1


@pytest.mark.usefixtures("postgres_only")
def test_a_value_that_does_not_fit_is_a_data_error() -> None:
    with pytest.raises(DataError), transaction.atomic():
        prepared.run("SELECT %s::int", ["apple"])
    assert prepared.run("SELECT 7 %% 4, %s::int + 1", [1])[0] == [(3, 2)]


@pytest.mark.usefixtures("postgres_only")
def test_what_is_prepared_survives_a_rollback() -> None:
    for _ in range(2):
        with transaction.atomic():
            answers("a")
            transaction.set_rollback(True)
        assert Answer.objects.count() == 0
    answers("a")
    assert Answer.objects.count() == 1


@pytest.mark.usefixtures("postgres_only")
@given(st.lists(st.none() | st.text(st.characters(exclude_characters="\x00", codec="utf-8"))))
def test_array_literals_arrive_as_they_were(texts: list[str | None]) -> None:
    assert prepared.run("SELECT %s::text[]", [prepared.array_literal(texts)])[0] == [(texts,)]


def test_one_statement_writes_everything_or_nothing() -> None:
    jobs("a")
    with CaptureQueriesContext(connection) as seen, one_statement():
        answers("x", "y")
        jobs("b")
        update_columns(JobRun, by="name", keys=["a"], runs=[9], silent=True)
    if connection.vendor == "postgresql":
        assert len(seen) == 1
    assert (Answer.objects.count(), JobRun.objects.get(pk="a").runs, JobRun.objects.count()) == (2, 9, 2)

    with pytest.raises(IntegrityError):
        both("c", "x")
    assert JobRun.objects.count() == 2


def test_an_error_inside_the_block_forgets_what_was_gathered() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        both("a", "x", uneven=True)
    answers("y")
    assert list(Answer.objects.values_list("key", flat=True)) == ["y"]


def test_reserved_ids_ascend_and_never_repeat() -> None:
    seen: list[int] = []
    for count in (1, 3, 70, 2, 200, 1):
        with transaction.atomic():
            found = next_ids(Parked, count)
        assert len(found) == count
        seen += found
    assert seen == sorted(set(seen))
