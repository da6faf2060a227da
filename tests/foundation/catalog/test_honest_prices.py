"""An original price is shown only if it was really charged within the last ninety days."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.foundation.fixtures import a_product
from yutang.foundation.catalog import rules
from yutang.foundation.catalog.api import (
    NewSku,
    ProductChanges,
    ProductQuery,
    honest_original_fen,
    product_detail,
    products_page,
    update_product,
)
from yutang.kernel.clock import frozen

START = datetime(2026, 8, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("claimed", "current", "history", "shown"),
    [
        (5990, 4590, [(0, 5990), (10, 4590)], 5990),
        (5990, 4590, [(0, 4590)], None),
        (9990, 4590, [(0, 5990), (10, 4590)], None),
        (5990, 5990, [(0, 5990)], None),
        (4590, 5990, [(0, 4590), (10, 5990)], None),
        (None, 4590, [(0, 5990), (10, 4590)], None),
        (5990, 4590, [(-200, 5990), (-100, 4590)], None),
        (5990, 4590, [(-200, 5990), (-79, 4590)], 5990),
        (5990, 4590, [], None),
        (5990, 4590, [(0, 5990), (0, 4590)], None),
    ],
)
def test_the_rule(claimed, current, history, shown) -> None:
    at = START + 10 * DAY + timedelta(hours=1)
    moments = [(START + day * DAY, price) for day, price in history]

    assert rules.honest_original_fen(claimed, current_fen=current, history=moments, at=at) == shown


@pytest.mark.django_db
def test_a_claimed_price_that_was_never_charged_is_not_shown() -> None:
    made = a_product(price_fen=4590, original_price_fen=9990)

    assert product_detail(made.product_id).original_price_fen is None
    assert products_page(ProductQuery()).items[0].original_price_fen is None
    assert honest_original_fen(made.skus[0].sku_id) is None


@pytest.mark.django_db
def test_a_real_former_price_is_shown_for_ninety_days() -> None:
    with frozen(START):
        made = a_product(price_fen=5990, original_price_fen=5990)
    sku = made.skus[0]
    with frozen(START + 30 * DAY):
        update_product(
            made.product_id, ProductChanges(skus=(NewSku(no=sku.no, price_fen=4590),)), actor="staff:1"
        )

    with frozen(START + 31 * DAY):
        assert product_detail(made.product_id).original_price_fen == 5990
        assert product_detail(made.product_id).skus[0].original_price_fen == 5990
        assert products_page(ProductQuery()).items[0].original_price_fen == 5990
        assert honest_original_fen(sku.sku_id) == 5990
    with frozen(START + 121 * DAY):
        assert product_detail(made.product_id).original_price_fen is None
        assert honest_original_fen(sku.sku_id) is None
