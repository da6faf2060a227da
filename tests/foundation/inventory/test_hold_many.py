"""Holding stock: never more than there is, exactly, also for everybody at once."""

import pytest

from tests.foundation.fixtures import a_product, a_store, at_once, stocked
from yutang.foundation.inventory.api import (
    HoldAnswer,
    StockWant,
    available,
    available_by_location,
    default_location_id,
    hold_many,
    location_of_store,
    release_many,
    ship_many,
)
from yutang.foundation.inventory.checks import no_reference_is_overdrawn, stock_adds_up
from yutang.foundation.inventory.contracts import MoveKind
from yutang.foundation.inventory.models import Stock, StockMove
from yutang.foundation.inventory.services.stock_book import StockMovedError, change_stocks
from yutang.kernel.errors import DomainError


def doctor_is_content() -> bool:
    return [finding for check in (stock_adds_up, no_reference_is_overdrawn) for finding in check()] == []


@pytest.fixture
def sku_id(db: None) -> int:
    return a_product().skus[0].sku_id


@pytest.mark.django_db
def test_a_hold_takes_from_what_is_available_and_leaves_on_hand(sku_id: int) -> None:
    place = stocked(sku_id, 10)

    answers = hold_many([StockWant(place, sku_id, 3, "D1"), StockWant(place, sku_id, 4, "D2")])

    assert answers == [HoldAnswer(True, False, 10), HoldAnswer(True, False, 7)]
    assert available([sku_id], place) == {sku_id: 3}
    row = Stock.objects.get(sku_id=sku_id)
    assert (row.on_hand, row.held, row.available) == (10, 7, 3)
    assert doctor_is_content()


@pytest.mark.django_db
def test_when_demand_exceeds_stock_the_earlier_wants_win_exactly(sku_id: int) -> None:
    place = stocked(sku_id, 5)

    answers = hold_many([StockWant(place, sku_id, 2, f"D{n}") for n in range(4)])

    assert [bool(answer) for answer in answers] == [True, True, False, False]
    assert (answers[2].is_short, answers[2].available) == (True, 1)
    assert available([sku_id], place) == {sku_id: 1}
    assert sorted(StockMove.objects.filter(kind="hold").values_list("ref", "quantity")) == [
        ("D0", 2),
        ("D1", 2),
    ]


@pytest.mark.django_db
def test_a_smaller_want_may_still_fit_after_a_refused_one(sku_id: int) -> None:
    place = stocked(sku_id, 3)

    answers = hold_many([StockWant(place, sku_id, 4, "D1"), StockWant(place, sku_id, 3, "D2")])

    assert [bool(answer) for answer in answers] == [False, True]


@pytest.mark.django_db
def test_the_wants_of_one_reference_stand_or_fall_together(sku_id: int) -> None:
    other = a_product().skus[0].sku_id
    place = stocked(sku_id, 10)
    stocked(other, 1)

    answers = hold_many(
        [
            StockWant(place, sku_id, 1, "D1"),
            StockWant(place, other, 2, "D1"),
            StockWant(place, sku_id, 10, "D2"),
        ]
    )

    assert [bool(answer) for answer in answers] == [False, False, True]
    assert [answer.is_short for answer in answers] == [False, True, False]


@pytest.mark.django_db
def test_the_same_sku_twice_in_one_reference_is_added_up(sku_id: int) -> None:
    place = stocked(sku_id, 3)

    assert not any(hold_many([StockWant(place, sku_id, 2, "D1"), StockWant(place, sku_id, 2, "D1")]))
    assert all(hold_many([StockWant(place, sku_id, 2, "D2"), StockWant(place, sku_id, 1, "D2")]))


@pytest.mark.django_db
def test_what_was_never_stocked_is_short(sku_id: int) -> None:
    place = default_location_id()

    assert hold_many([StockWant(place, sku_id, 1, "D1")]) == [HoldAnswer(False, True, 0)]
    assert available([sku_id], place) == {sku_id: 0}


@pytest.mark.django_db
def test_locations_do_not_lend_to_each_other(sku_id: int) -> None:
    warehouse = stocked(sku_id, 5)
    shop = location_of_store(a_store().store_id)
    stocked(sku_id, 1, location_id=shop)

    assert not hold_many([StockWant(shop, sku_id, 2, "D1")])[0]
    assert available_by_location([sku_id]) == {sku_id: {warehouse: 5, shop: 1}}


@pytest.mark.django_db
@pytest.mark.parametrize("quantity", [0, -1, 10**9, 10**12])
def test_a_quantity_that_makes_no_sense_is_refused_by_name(sku_id: int, quantity: int) -> None:
    place = stocked(sku_id, 5)

    with pytest.raises(DomainError) as refusal:
        hold_many([StockWant(place, sku_id, quantity, "D1")])

    assert refusal.value.details["field"] == "quantity"
    assert available([sku_id], place) == {sku_id: 5}


@pytest.mark.django_db
def test_a_change_behind_our_back_is_noticed(sku_id: int) -> None:
    stocked(sku_id, 5)
    stock_id = Stock.objects.get(sku_id=sku_id).pk

    with pytest.raises(StockMovedError):
        change_stocks(MoveKind.HOLD, {stock_id: 6})
    with pytest.raises(StockMovedError):
        change_stocks(MoveKind.RELEASE, {stock_id: 1})


@pytest.mark.django_db(transaction=True)
def test_two_people_for_the_last_item_and_one_gets_it(postgres_only: None) -> None:
    sku_id = a_product().skus[0].sku_id
    place = stocked(sku_id, 1)

    results = at_once(*[lambda n=n: hold_many([StockWant(place, sku_id, 1, f"D{n}")]) for n in range(6)])

    assert sorted(bool(result[0]) for result in results if not isinstance(result, Exception)) == [
        False
    ] * 5 + [True]
    assert available([sku_id], place) == {sku_id: 0}


@pytest.mark.django_db(transaction=True)
def test_storms_over_several_skus_neither_oversell_nor_deadlock(postgres_only: None) -> None:
    skus = [a_product().skus[0].sku_id for _ in range(3)]
    place = default_location_id()
    for sku_id in skus:
        stocked(sku_id, 40)

    def shop(who: int) -> int:
        held = 0
        for n in range(15):
            order = [skus[(who + n + i) % 3] for i in range(2)]
            wants = [StockWant(place, sku_id, 1, f"D{who}-{n}") for sku_id in order]
            if all(hold_many(wants)):
                held += 1
                if n % 3 == 0:
                    release_many(wants)
                elif n % 3 == 1:
                    ship_many(wants)
        return held

    results = at_once(*[lambda who=who: shop(who) for who in range(6)])

    assert [result for result in results if isinstance(result, Exception)] == []
    assert all(row.available >= 0 for row in Stock.objects.all())
    assert doctor_is_content()
