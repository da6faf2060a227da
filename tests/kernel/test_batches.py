"""Column inserts and reserved keys."""

from datetime import UTC, datetime

import pytest

from yutang.kernel.batches import insert_columns, next_ids
from yutang.kernel.models import Answer, ClockOffset, Cursor, JobRun, Parked

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 5, 6, 789, tzinfo=UTC)


def test_every_kind_of_column_is_stored_as_the_model_would() -> None:
    bodies = [{"a": [1, None, '‘引号’ " \\ {}']}, None, "text"]
    insert_columns(
        Answer,
        key=["k1", 'k"2\\', "k,{3}"],
        digest=["d", "NULL", ""],
        status=[200, 409, 200],
        body=bodies,
        created_at=[AT, AT, AT.replace(year=2027)],
    )

    rows = {row.key: row for row in Answer.objects.all()}
    assert [rows[key].body for key in ("k1", 'k"2\\', "k,{3}")] == bodies
    assert rows['k"2\\'].digest == "NULL"
    assert rows["k,{3}"].digest == ""
    assert (rows["k1"].created_at, rows["k,{3}"].created_at.year) == (AT, 2027)


def test_booleans_nulls_and_constants() -> None:
    insert_columns(
        Parked,
        reaction=["r"] * 3,
        event_id=[1, 2, 3],
        position=[1, 2, 3],
        subject=["s"] * 3,
        event_name=["e"] * 3,
        is_cause=[True, False, True],
        error=[""] * 3,
        attempts=[0] * 3,
        parked_at=[AT] * 3,
    )
    insert_columns(
        JobRun,
        name=["a", "b"],
        next_at=[AT, AT],
        last_started_at=[None, AT],
        last_finished_at=[None] * 2,
        runs=[1, 1],
        done=[0, 2],
        failures=[0, 0],
        last_error=["", ""],
    )

    assert list(Parked.objects.order_by("event_id").values_list("is_cause", flat=True)) == [True, False, True]
    assert list(JobRun.objects.order_by("name").values_list("last_started_at", "last_finished_at")) == [
        (None, None),
        (AT, None),
    ]


def test_one_row_and_no_row() -> None:
    insert_columns(ClockOffset, id=[5], microseconds=[-1])
    insert_columns(ClockOffset, id=[], microseconds=[])

    assert list(ClockOffset.objects.values_list("id", "microseconds")) == [(5, -1)]


def test_columns_must_exist_and_be_equally_long() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        insert_columns(ClockOffset, id=[1, 2], microseconds=[1])
    with pytest.raises(ValueError, match="no column"):
        insert_columns(ClockOffset, id=[1], seconds=[1])


def test_reserved_keys_are_never_given_twice() -> None:
    first = next_ids(Cursor, 3)
    insert_columns(Cursor, id=first, reaction=["r"] * 3, shard=[0, 1, 2], position=[0] * 3)
    own = Cursor.objects.create(reaction="r", shard=3, position=0).pk
    second = next_ids(Cursor, 2)

    assert first == sorted(first)
    assert len({*first, own, *second}) == 6
    assert next_ids(Cursor, 0) == []
