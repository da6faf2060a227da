"""What an operator does to the shelves: categories by hand, pictures in order, fields emptied."""

import pytest

from tests.foundation.fixtures import a_product
from yutang.foundation.catalog.api import (
    BadProduct,
    ProductChanges,
    add_category,
    arrange_pictures,
    create_category,
    product_detail,
    update_product,
)
from yutang.foundation.catalog.models import Category, Product
from yutang.kernel.audit import entries_of
from yutang.kernel.errors import Conflict, NotFound

PICTURES = ("products/a.webp", "products/b.webp", "products/c.webp")


@pytest.fixture
def pictured(db: None) -> int:
    product_id = a_product().product_id
    update_product(product_id, ProductChanges(pictures=PICTURES), actor="system")
    return product_id


@pytest.mark.django_db
def test_a_category_is_added_once() -> None:
    fruit = add_category("水果", sort=2, actor="staff:1")
    berries = add_category("浆果", parent_id=fruit, actor="staff:1")

    assert Category.objects.get(pk=berries).path == f"/{fruit}/{berries}/"
    assert entries_of(f"category:{fruit}")[0].change == {"name": "水果", "parent_id": None, "sort": 2}
    with pytest.raises(Conflict):
        add_category("水果", actor="staff:1")
    with pytest.raises(BadProduct):
        add_category("孤儿", parent_id=999_999, actor="staff:1")
    assert create_category("水果") == fruit
    assert Category.objects.count() == 2


def test_pictures_change_places_and_one_goes(pictured: int) -> None:
    before = Product.objects.values("name", "price_fen", "status", "category_id", "version").get(pk=pictured)
    a, _, c = PICTURES

    shown = arrange_pictures(pictured, [c, a], actor="staff:1")

    assert shown.pictures == (c, a)
    after = Product.objects.values("name", "price_fen", "status", "category_id", "version").get(pk=pictured)
    assert after == {**before, "version": before["version"] + 1}
    entry = entries_of(f"product:{pictured}")[0]
    assert (entry.action, entry.change) == ("catalog.update_product", {"pictures": [c, a]})


@pytest.mark.parametrize("pictures", [["products/x.webp"], [PICTURES[0], PICTURES[0]]])
def test_a_picture_that_is_not_there_is_a_conflict(pictured: int, pictures: list[str]) -> None:
    with pytest.raises(Conflict):
        arrange_pictures(pictured, pictures, actor="staff:1")

    assert product_detail(pictured).pictures == PICTURES
    with pytest.raises(NotFound):
        arrange_pictures(999_999, [], actor="staff:1")


@pytest.mark.django_db
def test_a_field_can_be_emptied_and_only_what_differs_is_audited() -> None:
    product = a_product(original_price_fen=9_900)

    update_product(
        product.product_id,
        ProductChanges(name=product.name, emptied=frozenset({"category_id", "original_price_fen"})),
        actor="staff:1",
    )

    row = Product.objects.get(pk=product.product_id)
    assert (row.category_id, row.original_price_fen, row.name) == (None, None, product.name)
    assert entries_of(f"product:{row.pk}")[0].change == {"category_id": None, "original_price_fen": None}
