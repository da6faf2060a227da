"""The cart. Prices and stock are looked up each time it is read; the cart itself only remembers wishes."""

from collections.abc import Sequence

from django.db import connection, transaction

from yutang.foundation.catalog.api import skus_by_ids
from yutang.kernel import clock
from yutang.kernel.errors import DomainError, NotFound
from yutang.revenue.orders.contracts import CartCount, CartFacts
from yutang.revenue.orders.models import CartLine
from yutang.revenue.orders.selectors.carts import cart_count, cart_of
from yutang.revenue.pricing.contracts import MAX_LINES, MAX_QUANTITY, quantity_invalid

_ADD = """
INSERT INTO orders_cartline (customer_id, sku_id, quantity, selected, price_when_added_fen, added_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (customer_id, sku_id) DO UPDATE SET quantity = orders_cartline.quantity + excluded.quantity,
    selected = excluded.selected
WHERE orders_cartline.quantity + excluded.quantity <= %s RETURNING quantity
"""


def _check_quantity(quantity: object, sku_id: int) -> None:
    if type(quantity) is not int or not 1 <= quantity <= MAX_QUANTITY:
        raise quantity_invalid(quantity, sku_id)


def _price_of(sku_id: int) -> int:
    sku = skus_by_ids([sku_id]).get(sku_id) if 0 < sku_id < 2**63 else None
    if sku is None:
        raise NotFound("sku_unknown", "商品不存在", field="sku_id", sku_id=sku_id)
    if not sku.is_sellable:
        raise DomainError("sku_unavailable", f"{sku.name}已下架", status=409, field="sku_id", sku_id=sku_id)
    return sku.price_fen


def add_to_cart(*, customer_id: int, sku_id: int, quantity: int = 1) -> CartCount:
    """Put goods aside and say how many pieces the cart holds; what is there already adds up.

    Raises DomainError naming `quantity` outside 1 to 9,999, NotFound for an unknown SKU, sku_unavailable for one that is
    off sale, cart_full beyond 100 lines.
    """
    _check_quantity(quantity, sku_id)
    price = _price_of(sku_id)
    now = clock.now()
    at = now if connection.vendor == "postgresql" else connection.ops.adapt_datetimefield_value(now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ADD, [customer_id, sku_id, quantity, True, price, at, MAX_QUANTITY])
        if cursor.fetchone() is None:
            raise quantity_invalid(quantity, sku_id)
        count = cart_count(customer_id)
        if count.lines > MAX_LINES:
            raise DomainError("cart_full", f"购物车最多放 {MAX_LINES} 种商品", status=409)
    return CartCount(count.pieces)


@transaction.atomic
def update_cart(
    *,
    customer_id: int,
    sku_id: int,
    quantity: int | None = None,
    selected: bool | None = None,
    new_sku_id: int | None = None,
) -> CartFacts:
    """Change one line: how many, whether it is selected, or which SKU it is; None leaves a thing as it is.

    Changing to a SKU that is in the cart already merges the two lines. Raises NotFound("cart_line_unknown").
    """
    row = CartLine.objects.select_for_update().filter(customer_id=customer_id, sku_id=sku_id).first()
    if row is None:
        raise NotFound("cart_line_unknown", "购物车里没有这件商品", field="sku_id", sku_id=sku_id)
    if quantity is not None:
        _check_quantity(quantity, sku_id)
        row.quantity = quantity
    if selected is not None:
        row.selected = selected
    if new_sku_id is not None and new_sku_id != sku_id:
        row.price_when_added_fen = _price_of(new_sku_id)
        twin = CartLine.objects.select_for_update().filter(customer_id=customer_id, sku_id=new_sku_id).first()
        if twin is not None:
            row.quantity = min(row.quantity + twin.quantity, MAX_QUANTITY)
            twin.delete()
        row.sku_id = new_sku_id
    row.save()
    return cart_of(customer_id)


def remove_from_cart(*, customer_id: int, sku_ids: Sequence[int]) -> CartFacts:
    """Take lines out; what is not there is no error."""
    CartLine.objects.filter(customer_id=customer_id, sku_id__in=list(sku_ids)).delete()
    return cart_of(customer_id)
