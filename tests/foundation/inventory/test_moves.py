"""Releasing, shipping, returning, receiving, counting: nothing leaves twice and everything adds up."""

import pytest

from tests.foundation.fixtures import a_product, a_store, stocked
from tests.foundation.inventory.test_hold_many import doctor_is_content
from yutang.foundation.inventory.api import (
    LocationKind,
    StockCount,
    StockMismatch,
    StockWant,
    available,
    count_stock,
    create_location,
    default_location_id,
    hold_many,
    import_stock,
    location_of_store,
    locations,
    release_many,
    return_many,
    ship_many,
)
from yutang.foundation.inventory.checks import no_reference_is_overdrawn
from yutang.foundation.inventory.models import Stock, StockMove
from yutang.kernel.audit import entries_of
from yutang.kernel.errors import Conflict, DomainError


@pytest.fixture
def held(db: None) -> StockWant:
    """Five of ten are held for order D1."""
    sku_id = a_product().skus[0].sku_id
    want = StockWant(stocked(sku_id, 10), sku_id, 5, "D1")
    hold_many([want])
    return want


def figures() -> tuple[int, int, int, int, int]:
    row = Stock.objects.get()
    return row.initial, row.moved_in, row.moved_out, row.on_hand, row.held


@pytest.mark.django_db
def test_releasing_gives_back_once(held: StockWant) -> None:
    assert release_many([held._replace(quantity=2)]) == [2]
    assert release_many([held]) == [3]
    assert release_many([held]) == [0]
    assert figures() == (0, 10, 0, 10, 0)
    assert doctor_is_content()


@pytest.mark.django_db
def test_releasing_for_an_unknown_reference_releases_nothing(held: StockWant) -> None:
    assert release_many([held._replace(ref="D2"), held._replace(sku_id=999)]) == [0, 0]
    assert figures() == (0, 10, 0, 10, 5)


@pytest.mark.django_db
def test_shipping_takes_from_hand_and_from_hold(held: StockWant) -> None:
    ship_many([held])

    assert figures() == (0, 10, 5, 5, 0)
    assert available([held.sku_id], held.location_id) == {held.sku_id: 5}
    assert doctor_is_content()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"quantity": 6}, {"ref": "D2"}, {"sku_id": 999}])
def test_nothing_is_shipped_that_is_not_held(held: StockWant, change: dict) -> None:
    with pytest.raises(StockMismatch) as refusal:
        ship_many([held._replace(**change)])

    assert refusal.value.code == "not_held"
    assert figures() == (0, 10, 0, 10, 5)


@pytest.mark.django_db
def test_shipping_twice_is_refused(held: StockWant) -> None:
    ship_many([held])

    with pytest.raises(StockMismatch):
        ship_many([held])

    assert figures() == (0, 10, 5, 5, 0)


@pytest.mark.django_db
def test_returned_goods_are_on_hand_again_and_never_more_than_shipped(held: StockWant) -> None:
    ship_many([held])
    return_many([held._replace(quantity=2)], reason="七天无理由")

    assert figures() == (0, 12, 5, 7, 0)
    with pytest.raises(StockMismatch) as refusal:
        return_many([held._replace(quantity=4)])
    assert (refusal.value.code, refusal.value.details["open_quantity"]) == ("not_shipped", 3)
    return_many([held._replace(quantity=3)])
    assert figures() == (0, 15, 5, 10, 0)
    assert doctor_is_content()


@pytest.mark.django_db
def test_released_stock_can_be_held_again_for_the_same_reference(held: StockWant) -> None:
    release_many([held])

    assert hold_many([held])[0]
    ship_many([held])
    assert figures() == (0, 10, 5, 5, 0)
    assert doctor_is_content()


@pytest.mark.django_db
def test_a_count_corrects_the_book_and_is_audited(held: StockWant) -> None:
    assert count_stock(location_id=held.location_id, sku_id=held.sku_id, counted=8, actor="staff:1") == -2
    assert figures() == (0, 10, 2, 8, 5)
    assert count_stock(location_id=held.location_id, sku_id=held.sku_id, counted=9, actor="staff:1") == 1
    assert count_stock(location_id=held.location_id, sku_id=held.sku_id, counted=9, actor="staff:1") == 0
    assert len(entries_of(f"stock:{held.location_id}:{held.sku_id}")) == 2
    assert doctor_is_content()


@pytest.mark.django_db
def test_a_count_below_what_orders_hold_is_refused(held: StockWant) -> None:
    with pytest.raises(Conflict) as refusal:
        count_stock(location_id=held.location_id, sku_id=held.sku_id, counted=4, actor="staff:1")

    assert refusal.value.code == "stock_held"
    with pytest.raises(DomainError):
        count_stock(location_id=held.location_id, sku_id=held.sku_id, counted=-1, actor="staff:1")


@pytest.mark.django_db
def test_importing_stock_opens_the_book_once() -> None:
    place = default_location_id()
    counts = [StockCount(place, sku_id, sku_id % 7) for sku_id in range(1, 6001)]

    assert import_stock(counts) == 6000
    assert import_stock(counts) == 0
    assert available([8, 7], place) == {8: 1, 7: 0}
    assert StockMove.objects.filter(kind="initial").count() == Stock.objects.filter(initial__gt=0).count()
    assert doctor_is_content()


@pytest.mark.django_db
def test_every_store_has_one_location_and_the_warehouse_is_the_default() -> None:
    store = a_store(name="滨江店")

    shop = location_of_store(store.store_id)

    assert location_of_store(store.store_id) == shop
    assert default_location_id() == default_location_id()
    assert create_location(code="cold", name="冷库") == create_location(code="cold", name="冷库")
    assert [(one.name, one.kind) for one in locations()] == [
        ("滨江店", LocationKind.STORE),
        ("总仓", LocationKind.WAREHOUSE),
        ("冷库", LocationKind.WAREHOUSE),
    ]


@pytest.mark.django_db
def test_the_doctor_sees_an_edited_row(held: StockWant) -> None:
    Stock.objects.update(moved_in=11, on_hand=11)

    assert not doctor_is_content()
    with pytest.raises(TypeError):
        StockMove.objects.earliest("id").save()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["release", "ship", "return"])
def test_the_doctor_sees_a_reference_that_moved_more_than_it_had(held: StockWant, kind: str) -> None:
    assert list(no_reference_is_overdrawn()) == []

    StockMove.objects.create(
        stock=Stock.objects.get(), kind=kind, quantity=6, ref="D1", at=StockMove.objects.latest("id").at
    )

    assert [finding.subject for finding in no_reference_is_overdrawn()] == ["ref:D1"]
