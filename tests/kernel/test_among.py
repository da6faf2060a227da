"""One condition for a long list, the same on every database."""

import pytest

from yutang.kernel.among import among
from yutang.kernel.models import Answer, Event


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "found"), [(["a", "c", "x"], ["a", "c"]), ([], []), (["' OR 1=1 --"], [])]
)
def test_rows_whose_column_is_among_the_values(wanted: list[str], found: list[str]) -> None:
    from yutang.kernel import clock

    for key in ("a", "b", "c"):
        Answer.objects.create(key=key, digest="d", status=200, body=None, created_at=clock.now())

    rows = Answer.objects.filter(among(Answer, "key", wanted)).order_by("key")

    assert list(rows.values_list("key", flat=True)) == found


@pytest.mark.django_db
def test_numbers_and_further_conditions() -> None:
    rows = Event.objects.filter(among(Event, "id", [1, 2, 3]), name="x")

    assert list(rows) == []
