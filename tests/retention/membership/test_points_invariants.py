"""Whatever is granted, frozen, spent, given back and let expire: lots, ledger and members tell one story."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.retention.membership.fixtures import NOON, doctor_is_content
from yutang.kernel import clock
from yutang.retention.membership.api import (
    expire_points,
    give_back_points,
    grant_points,
    points_of,
    spend_points,
    thaw_points,
)
from yutang.retention.membership.contracts import PointsBack, PointsGrant, PointsSpend
from yutang.retention.membership.models import PointLot
from yutang.retention.membership.services.points_book import PointsBook

PEOPLE = st.sampled_from([1, 2])
DAYS = st.one_of(st.none(), st.integers(1, 20))
acts = st.one_of(
    st.tuples(st.just("grant"), PEOPLE, st.integers(1, 50), st.integers(1, 8), DAYS, DAYS),
    st.tuples(st.just("spend"), PEOPLE, st.integers(1, 60), st.integers(1, 6)),
    st.tuples(
        st.just("back"), st.integers(1, 6), st.one_of(st.none(), st.integers(1, 30)), st.integers(1, 9)
    ),
    st.tuples(st.just("claw"), st.integers(1, 8), st.integers(1, 50)),
    st.tuples(st.just("days"), st.integers(1, 15)),
)


class AnySequence(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(acts, max_size=14))
    def test_books_agree(self, sequence) -> None:
        at = NOON
        for number, (act, *rest) in enumerate(sequence):
            if act == "days":
                at += timedelta(days=rest[0])
            with clock.frozen(at):
                self.do(act, rest, number, at)
                assert doctor_is_content()
                for one in points_of([1, 2]).values():
                    assert one.available >= 0
                    assert one.owed == 0 or one.available == 0

    def do(self, act, rest, number, at) -> None:
        if act == "grant":
            person, points, key, frozen, ends = rest
            grant = PointsGrant(
                person,
                points,
                "gift",
                f"g{key}",
                frozen_until=at + timedelta(days=frozen) if frozen else None,
                expires_at=at + timedelta(days=ends) if ends else None,
            )
            grant_points([grant, grant])
        elif act == "spend":
            person, points, key = rest
            spend_points([PointsSpend(person, points, "exchange", f"s{key}")])
        elif act == "back":
            key, points, back = rest
            give_back_points([PointsBack(f"s{key}", f"b{back}", points)])
        elif act == "claw":
            self.claw(*rest, number, at)
        else:
            thaw_points()
            expire_points()

    def claw(self, key, points, number, at) -> None:
        lot = PointLot.objects.filter(key=f"g{key}").first()
        if lot is None:
            return
        book = PointsBook.opened({lot.customer_id}, at=at, lots_of={lot.customer_id})
        (mine,) = book.load([lot])
        book.claw_back(mine, min(points, mine.points), key=f"c{number}", memo="", subject="")
        book.write()
