"""Points that an order uses: taken with it, given back with it, to the point."""

import pytest

from tests.retention.membership.fixtures import NOON, AnOrder, doctor_is_content
from yutang.kernel import clock
from yutang.retention.membership.api import grant_points, keep_membership, points_of
from yutang.retention.membership.contracts import PointsGrant
from yutang.retention.membership.services.take_claims import take_claims
from yutang.revenue.orders.contracts import ClaimWant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with clock.frozen(NOON):
        grant_points([PointsGrant(7, 1000, "gift", "g7"), PointsGrant(8, 10, "gift", "g8")])
        yield


def claim(order: AnOrder, points: int) -> ClaimWant:
    return ClaimWant(order.no, order.buyer, points, (), None)  # type: ignore[arg-type]


def test_who_has_enough_pays_and_who_has_not_is_refused() -> None:
    rich, poor = AnOrder(buyer=7, amounts=(5000,)), AnOrder(buyer=8, amounts=(5000,))

    taken, refused = take_claims([claim(rich, 400), claim(poor, 11)])

    assert taken is None
    assert refused is not None
    assert (refused.code, refused.status, refused.details["available"]) == ("points_short", 409, 10)
    assert (points_of([7])[7].available, points_of([8])[8].available) == (600, 10)


def test_a_cancelled_order_gives_everything_back_once() -> None:
    order = AnOrder(buyer=7, amounts=(5000,))
    take_claims([claim(order, 400)])
    gone = order.cancelled(points_used=400)

    keep_membership([gone])
    keep_membership([gone])

    assert points_of([7])[7].available == 1000
    assert doctor_is_content()


def test_refunds_give_back_the_points_of_their_lines_and_a_cancel_only_the_rest() -> None:
    order = AnOrder(buyer=7, amounts=(3000, 2000))
    take_claims([claim(order, 500)])
    first = order.refunded(0, 3000, points_back=300)

    keep_membership([order.paid(), first, first])
    assert points_of([7])[7].available == 800

    keep_membership(
        [order.refunded(1, 2000, points_back=150, is_full=True), order.cancelled(points_used=500)]
    )
    # 450 came back with the refunds, the cancelled rest brings the last 50; what the order earned is gone.
    facts = points_of([7])[7]
    assert (facts.available, facts.frozen, facts.owed) == (1000, 0, 0)
    assert doctor_is_content()
