"""The table of levels, yearly keeping, adjustments by hand, and the pure rules."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.retention.membership.fixtures import LEVELS, NOON, AnOrder, doctor_is_content, three_levels
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.models import AuditEntry
from yutang.retention.membership import rules
from yutang.retention.membership.api import (
    adjust_points,
    grant_points,
    keep_membership,
    member_of,
    points_of,
    renew_levels,
    set_levels,
    set_policy,
    spend_points,
)
from yutang.retention.membership.contracts import LevelSpec, PointsGrant, PointsSpend, PolicyFacts
from yutang.retention.membership.selectors.terms import member_terms


@pytest.mark.django_db
def test_who_earned_enough_keeps_the_level_and_who_did_not_falls_by_one() -> None:
    with clock.frozen(NOON):
        three_levels()
        keep_membership(
            [AnOrder(buyer=7, amounts=(350_000,)).paid(), AnOrder(buyer=8, amounts=(350_000,)).paid()]
        )
    with clock.frozen(NOON + timedelta(days=300)):
        keep_membership([AnOrder(buyer=8, amounts=(200_000,)).paid()])
    with clock.frozen(NOON + timedelta(days=365, hours=1)):
        assert renew_levels() == 2
        assert renew_levels() == 0
        seven, eight = member_of(7), member_of(8)

        # 7 earned nothing in the year that the period now looks at: one level down, to its threshold.
        assert (seven.level.level, seven.growth) == (1, 500)
        assert (eight.level.level, eight.growth) == (2, 5500)
        assert eight.level_until == clock.now() + timedelta(days=365)
        assert doctor_is_content()


@pytest.mark.django_db
def test_a_new_table_moves_members_and_is_audited() -> None:
    three_levels()
    keep_membership([AnOrder(buyer=7, amounts=(60_000,)).paid()])

    changed = set_levels([*LEVELS[:1], LevelSpec(1, "金桔会员", 700)], actor="staff:1")

    assert (changed, member_of(7).level.level) == (1, 0)
    assert AuditEntry.objects.filter(action="membership.set_levels").count() == 2
    assert doctor_is_content()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("specs", "field"),
    [
        ([LevelSpec(0, "一", 10)], "threshold"),
        ([LevelSpec(0, "一", 0), LevelSpec(2, "二", 5)], "level"),
        ([LevelSpec(0, "一", 0), LevelSpec(1, "二", 0)], "threshold"),
        ([LevelSpec(0, "", 0)], "name"),
        ([LevelSpec(0, "一", 0), LevelSpec(1, "二", 5, 6)], "keep_growth"),
        ([LevelSpec(0, "一", 0, discount_bp=0)], "discount_bp"),
        ([], "levels"),
    ],
)
def test_tables_that_make_no_sense_are_refused(specs, field) -> None:
    with pytest.raises(DomainError) as refused:
        set_levels(specs, actor="staff:1")
    assert (refused.value.code, refused.value.details["field"]) == ("level_invalid", field)


@pytest.mark.django_db
def test_rules_that_make_no_sense_are_refused() -> None:
    for name, value in (
        ("fen_per_point", 0),
        ("birthday_bp", 200_000),
        ("member_day", 40),
        ("streak_rewards", [{"days": 7}, {"days": 7}]),
        ("scope_rules", [{"kind": "store", "id": 1, "bp": 1}]),
        ("nonsense", 1),
        ("expiry", "tomorrow"),
    ):
        with pytest.raises(DomainError) as refused:
            set_policy(actor="staff:1", **{name: value})
        assert refused.value.details["field"] == name


@pytest.mark.django_db
def test_adjusting_by_hand_is_limited_explained_and_audited() -> None:
    set_policy(actor="staff:1", adjust_limit=100, adjust_day_limit=150)

    assert adjust_points(customer_id=7, points=100, note="补发活动积分", actor="staff:1", key="a")
    assert not adjust_points(customer_id=7, points=100, note="补发活动积分", actor="staff:1", key="a")
    assert adjust_points(customer_id=7, points=-40, note="误发", actor="staff:1", key="b")
    for points, note, code in (
        (101, "太多", "points_adjust_refused"),
        (20, "今天的额度用完了", "points_adjust_refused"),
        (10, " ", "points_adjust_refused"),
        (0, "没有", "points_adjust_refused"),
    ):
        with pytest.raises(DomainError) as refused:
            adjust_points(customer_id=7, points=points, note=note, actor="staff:1", key="c")
        assert refused.value.code == code
    with pytest.raises(DomainError) as refused:
        adjust_points(customer_id=7, points=-70, note="扣多了", actor="staff:2", key="d")
    assert refused.value.code == "points_short"

    assert points_of([7])[7].available == 60
    assert AuditEntry.objects.filter(action="membership.adjust_points").count() == 2
    assert doctor_is_content()


@pytest.mark.django_db
def test_terms_of_many_take_three_statements(django_assert_max_num_queries) -> None:
    three_levels()
    grant_points([PointsGrant(pk, 100, "gift", f"g{pk}") for pk in range(1, 40)])
    keep_membership([AnOrder(buyer=7, amounts=(60_000,)).paid()])
    member_terms([7], NOON)

    with django_assert_max_num_queries(3):
        terms = member_terms(range(1, 60), NOON)

    assert (terms[7].price_group, terms[7].level, terms[7].points) == ("金桔会员", 1, 100)
    assert (terms[50].price_group, terms[50].points, terms[50].is_newcomer) == ("", 0, True)


@pytest.mark.django_db
def test_statements_do_not_grow_with_the_batch(django_assert_max_num_queries) -> None:
    grant_points([PointsGrant(pk, 10, "gift", f"warm{pk}") for pk in range(1, 60)])
    with django_assert_max_num_queries(30):
        grant_points([PointsGrant(pk, 10, "gift", f"g{pk}") for pk in range(1, 60)])
    with django_assert_max_num_queries(30):
        spend_points([PointsSpend(pk, 15, "exchange", f"s{pk}") for pk in range(1, 60)])
    with django_assert_max_num_queries(40):
        keep_membership([AnOrder(buyer=pk, amounts=(1000,)).paid() for pk in range(1, 60)])


@pytest.mark.django_db(transaction=True)
def test_the_last_points_are_spent_once(postgres_only: None) -> None:
    grant_points([PointsGrant(7, 100, "gift", "g")])
    gate, spent = threading.Barrier(8), []

    def one(number: int) -> None:
        gate.wait()
        spent.append(spend_points([PointsSpend(7, 60, "exchange", f"s{number}")])[0].is_spent)
        connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(spent) == [False] * 7 + [True]
    assert points_of([7])[7].available == 40
    assert doctor_is_content()


def test_when_points_end() -> None:
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # midnight of 2027 in Shanghai
    assert rules.expiry_of(PolicyFacts(), new_year - timedelta(seconds=1)).year == 2028
    assert rules.expiry_of(PolicyFacts(), new_year).year == 2029
    months = PolicyFacts(expiry="months", expiry_months=3)
    assert f"{rules.expiry_of(months, datetime(2026, 11, 30, tzinfo=UTC)):%m-%d}" == "03-01"
    assert rules.expiry_of(PolicyFacts(expiry="never"), new_year) is None


def test_member_day() -> None:
    last = PolicyFacts(member_day_kind="month", member_day=31)
    assert rules.is_member_day(last, datetime(2026, 11, 30, 4, tzinfo=UTC))
    assert not rules.is_member_day(last, datetime(2026, 11, 30, 16, tzinfo=UTC))
    sunday = PolicyFacts(member_day_kind="week", member_day=7)
    assert rules.is_member_day(sunday, datetime(2026, 11, 22, 4, tzinfo=UTC))
    assert rules.member_day_text(sunday) == "每周日"


def test_a_refund_never_leaves_a_rest() -> None:
    for paid in (1, 7, 99, 1000):
        for amount in (0, 1, 13, 500):
            taken = [rules.taken_back(amount, paid, refunded) for refunded in range(paid + 1)]
            assert taken == sorted(taken)
            assert (taken[0], taken[-1]) == (0, amount)
