"""Checking in: once a Shanghai day, streaks and their rewards."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from tests.retention.membership.fixtures import NOON, doctor_is_content
from yutang.kernel import clock
from yutang.kernel.errors import Conflict
from yutang.retention.membership.api import check_in, check_in_calendar, points_of, set_policy
from yutang.retention.membership.models import CheckIn

REWARDS = [{"days": 3, "points": 20, "coupon": ""}, {"days": 5, "points": 50, "coupon": "gone"}]


@pytest.mark.django_db
def test_once_a_shanghai_day() -> None:
    late = datetime(2026, 11, 21, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    with clock.frozen(late):
        assert check_in(customer_id=7).is_new
        assert not check_in(customer_id=7).is_new
    with clock.frozen(late + timedelta(minutes=1)):
        tomorrow = check_in(customer_id=7)

    assert (tomorrow.day, tomorrow.streak, tomorrow.is_new) == (date(2026, 11, 22), 2, True)
    assert points_of([7])[7].available == 10
    assert doctor_is_content()


@pytest.mark.django_db
def test_streaks_bring_more_begin_again_and_break() -> None:
    set_policy(actor="staff:1", check_in_points=5, streak_rewards=REWARDS)
    brought = []
    for day in range(8):
        with clock.frozen(NOON + timedelta(days=day)):
            brought.append(check_in(customer_id=7).reward_points)
    with clock.frozen(NOON + timedelta(days=9)):
        assert check_in(customer_id=7).streak == 1

    # The coupon of day 5 does not exist: the check-in counts all the same.
    assert brought == [0, 0, 20, 0, 50, 0, 0, 20]
    assert points_of([7])[7].available == 9 * 5 + 90


@pytest.mark.django_db
def test_the_calendar_shows_the_streak_and_what_comes() -> None:
    set_policy(actor="staff:1", check_in_points=5, streak_rewards=REWARDS)
    for day in range(2):
        with clock.frozen(NOON + timedelta(days=day)):
            check_in(customer_id=7)
    with clock.frozen(NOON + timedelta(days=2)):
        facts = check_in_calendar(7)

    assert (facts.streak, facts.is_done, facts.days_to_reward, facts.total_points) == (2, False, 1, 10)
    assert [(one.day.day, one.is_done, one.reward_points) for one in facts.week] == [
        (21, True, 0),
        (22, True, 0),
        (23, False, 20),
        (24, False, 0),
        (25, False, 50),
        (26, False, 0),
        (27, False, 0),
    ]


@pytest.mark.django_db
def test_a_brand_may_close_it() -> None:
    set_policy(actor="staff:1", is_check_in=False)
    with pytest.raises(Conflict) as refused:
        check_in(customer_id=7)
    assert refused.value.code == "check_in_closed"


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_count_once(postgres_only: None) -> None:
    gate, answers = threading.Barrier(8), []

    def one() -> None:
        gate.wait()
        answers.append(check_in(customer_id=7).is_new)
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [False] * 7 + [True]
    assert CheckIn.objects.count() == 1
    assert points_of([7])[7].available == 5
    assert doctor_is_content()
