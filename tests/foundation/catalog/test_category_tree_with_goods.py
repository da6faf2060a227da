"""Customers browse shelves with something on them."""

import pytest

from yutang.foundation.catalog.api import category_tree, create_category, import_products
from yutang.foundation.catalog.contracts import NewProduct, NewSku, ProductStatus

pytestmark = pytest.mark.django_db


def product(no: str, *path: str, status: ProductStatus = ProductStatus.ON_SALE) -> NewProduct:
    return NewProduct(no=no, name=no, category_path=path, status=status, skus=(NewSku(no=no, price_fen=100),))


def test_a_branch_without_anything_on_sale_is_left_out() -> None:
    create_category("空货架")
    import_products(
        [
            product("P1", "水果", "浆果"),
            product("P2", "历史", "GROCERY", status=ProductStatus.OFF_SALE),
        ]
    )

    shown = category_tree(with_goods=True)

    assert [(node.name, [child.name for child in node.children]) for node in shown] == [("水果", ["浆果"])]
    assert {node.name for node in category_tree()} == {"空货架", "水果", "历史"}
