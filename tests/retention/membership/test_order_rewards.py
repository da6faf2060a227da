"""What orders earn, and what becomes of it."""

from datetime import timedelta

import pytest

from tests.retention.membership.fixtures import (
    NOON,
    AnOrder,
    doctor_is_content,
    growth_of,
    three_levels,
)
from yutang.foundation.customers.models import Customer
from yutang.kernel import clock
from yutang.kernel.models import Event
from yutang.retention.membership.api import (
    expire_points,
    frozen_points,
    grant_points,
    keep_membership,
    member_of,
    points_entries,
    points_of,
    set_policy,
    spend_points,
    thaw_points,
)
from yutang.retention.membership.contracts import PointsFacts, PointsGrant, PointsSpend
from yutang.retention.membership.models import OrderReward, PointLot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with clock.frozen(NOON):
        yield


def test_a_paid_order_earns_frozen_points_and_growth_at_once() -> None:
    order = AnOrder(buyer=7, amounts=(3650, 199))

    keep_membership([order.paid()])

    assert points_of([7])[7] == PointsFacts(available=0, frozen=38, owed=0)
    assert (member_of(7).growth, member_of(7).level.name) == (38, "普通会员")
    (waiting,) = frozen_points(7)
    assert (waiting.points, waiting.memo, waiting.until) == (38, f"订单 {order.no} 实付 ¥38.49", None)
    assert OrderReward.objects.get().lines == {
        str(order.line_ids[0]): [3650, 36, 36, 0],
        str(order.line_ids[1]): [199, 2, 2, 0],
    }
    assert doctor_is_content()


def test_the_same_event_again_changes_nothing() -> None:
    paid = AnOrder(buyer=7, amounts=(3650,)).paid()

    keep_membership([paid, paid])
    keep_membership([paid])

    assert points_of([7])[7].frozen == 36
    assert member_of(7).growth == 36


def test_imported_history_earns_nothing() -> None:
    keep_membership([AnOrder(buyer=7, amounts=(3650,)).paid(imported=True)])

    assert points_of([7])[7] == PointsFacts()
    assert not OrderReward.objects.exists()


def test_levels_birthday_member_day_and_scope_multiply_and_are_named() -> None:
    three_levels()
    Customer.objects.create(
        id=7, no="M7", birthday=NOON.date().replace(year=1990), created_at=NOON, last_seen_at=NOON
    )
    set_policy(
        actor="staff:1",
        birthday_bp=20_000,
        member_day_kind="month",
        member_day=21,
        member_day_points_bp=30_000,
        scope_rules=[{"kind": "product", "id": 1001, "bp": 0}],
        first_order_points=100,
    )
    grown = AnOrder(buyer=7, amounts=(60_000,))
    keep_membership([grown.paid()])
    order = AnOrder(buyer=7, amounts=(1000, 500), product_ids=(1000, 1001))

    keep_membership([order.paid(is_first=True)])

    # 10 yuan × 1.2 (level 1) × 2 (birthday month) × 3 (member day) + 100 for the first order
    lot = PointLot.objects.get(key=f"order:{order.number}")
    assert lot.points == 172
    assert lot.memo == (
        f"订单 {order.no} 实付 ¥15.00，金桔会员 1.2 倍，生日月 2 倍，会员日 3 倍，首单多得 100"
    )


def test_the_end_of_after_sale_sets_points_free() -> None:
    order = AnOrder(buyer=7, amounts=(3650,))
    keep_membership([order.paid(), order.closed()])

    assert points_of([7])[7] == PointsFacts(36, 0, 0, 36, points_of([7])[7].expires_at)
    assert points_of([7])[7].expires_at.astimezone(clock.SHANGHAI).isoformat() == "2028-01-01T00:00:00+08:00"
    (entry,) = points_entries(7)
    assert (entry.points, entry.title) == (36, "积分入账")
    assert doctor_is_content()


def test_a_further_freeze_waits_for_the_job() -> None:
    set_policy(actor="staff:1", freeze_days=3)
    order = AnOrder(buyer=7, amounts=(3650,))
    keep_membership([order.paid(), order.closed()])
    assert points_of([7])[7].frozen == 36
    assert frozen_points(7)[0].until == NOON + timedelta(days=3)

    with clock.frozen(NOON + timedelta(days=3)):
        assert thaw_points() == 1
        assert thaw_points() == 0
        assert points_of([7])[7].available == 36
        assert doctor_is_content()


def test_refunds_take_back_exact_shares_and_the_last_closes_to_zero() -> None:
    order = AnOrder(buyer=7, amounts=(1000, 999))
    keep_membership([order.paid()])
    assert points_of([7])[7].frozen == 19

    keep_membership([order.refunded(0, 333)])
    # Line one earned 10; two thirds of its money are left, and 6 whole points of them.
    assert (points_of([7])[7].frozen, member_of(7).growth) == (15, 15)

    keep_membership([order.refunded(0, 667), order.refunded(1, 999, is_full=True)])
    assert (points_of([7])[7], member_of(7).growth) == (PointsFacts(), 0)
    assert OrderReward.objects.get().points_clawed == 19
    assert doctor_is_content()


def test_points_spent_before_the_refund_are_owed_and_netted_from_later_ones() -> None:
    order = AnOrder(buyer=7, amounts=(3000,))
    keep_membership([order.paid(), order.closed()])
    spend_points([PointsSpend(7, 25, "exchange", "s1")])

    keep_membership([order.refunded(0, 3000, is_full=True)])
    assert points_of([7])[7] == PointsFacts(owed=25)

    (granted,) = grant_points([PointsGrant(7, 40, "gift", "g1")])
    assert (granted.repaid, points_of([7])[7].available, points_of([7])[7].owed) == (25, 15, 0)
    assert doctor_is_content()


def test_growth_raises_the_level_and_a_refund_lowers_it() -> None:
    three_levels()
    order = AnOrder(buyer=7, amounts=(60_000,))

    keep_membership([order.paid()])
    assert member_of(7).level.level == 1
    assert member_of(7).level_until == NOON + timedelta(days=365)

    keep_membership([order.refunded(0, 60_000, is_full=True)])
    assert (member_of(7).level.level, member_of(7).level_until) == (0, None)
    told = list(Event.objects.filter(name="membership.level_changed").values_list("payload", flat=True))
    assert ["growth" in told[0], "refund" in told[1]] == [True, True]
    assert growth_of(7) == [600, -600]


def test_points_end_oldest_first_and_the_job_lets_them_go() -> None:
    with clock.frozen(NOON):
        grant_points(
            [
                PointsGrant(7, 30, "gift", "late", expires_at=NOON + timedelta(days=20)),
                PointsGrant(7, 50, "gift", "soon", expires_at=NOON + timedelta(days=5)),
            ]
        )
    spend_points([PointsSpend(7, 20, "exchange", "s1")])
    assert points_of([7])[7] == PointsFacts(60, 0, 0, 30, NOON + timedelta(days=5))

    with clock.frozen(NOON + timedelta(days=5)):
        assert points_of([7])[7].available == 30
        (refused,) = spend_points([PointsSpend(7, 31, "exchange", "s2")])
        assert (refused.is_spent, refused.available) == (False, 30)
        expire_points()
        assert points_of([7])[7].available == 30
        assert doctor_is_content()
