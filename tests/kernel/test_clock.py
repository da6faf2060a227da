"""The clock can be moved in the sandbox, by everyone at once, and nowhere else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from yutang.kernel import clock
from yutang.kernel.errors import Forbidden
from yutang.kernel.models import ClockOffset


@pytest.mark.django_db
def test_travelling_moves_now_and_is_seen_by_other_processes() -> None:
    before = datetime.now(UTC)

    arrived = clock.travel(timedelta(days=3))

    assert timedelta(days=3) <= arrived - before < timedelta(days=3, seconds=5)
    clock._state.offset = timedelta(0)  # as in another process …
    clock.sync()  # … that looks at the stored offset
    assert clock.now() - before > timedelta(days=2, hours=23)
    assert ClockOffset.objects.get().microseconds == 3 * 86_400_000_000


@pytest.mark.django_db
def test_travelling_to_a_moment_and_back() -> None:
    clock.travel_to(datetime(2027, 1, 1, tzinfo=UTC))
    assert clock.now().year == 2027

    clock.reset()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)


@pytest.mark.django_db
def test_outside_the_demo_time_is_real(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(Forbidden) as refusal:
        clock.travel(timedelta(days=1))
    assert refusal.value.code == "clock_is_real"


def test_a_business_day_begins_at_midnight_in_shanghai() -> None:
    with clock.frozen(datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)):
        assert clock.business_date() == date(2026, 11, 21)
    assert clock.business_date(datetime(2026, 11, 21, 16, 0, tzinfo=UTC)) == date(2026, 11, 22)
