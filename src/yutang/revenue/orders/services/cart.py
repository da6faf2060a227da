"""The cart. Prices and stock are looked up each time it is read; the cart itself only remembers wishes."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from django.db import connection, transaction

from yutang.foundation.catalog.api import skus_by_ids
from yutang.foundation.catalog.contracts import ProductKind, SkuFacts
from yutang.kernel import clock, prepared
from yutang.kernel.errors import DomainError, NotFound
from yutang.revenue.orders.contracts import CartCount, CartFacts, CartWant
from yutang.revenue.orders.models import CartLine
from yutang.revenue.orders.selectors.carts import CartSize, cart_of, cart_sizes
from yutang.revenue.pricing.contracts import MAX_LINES, MAX_QUANTITY, quantity_invalid

_ADD = """
INSERT INTO orders_cartline (customer_id, sku_id, quantity, selected, price_when_added_fen, added_at)
VALUES {rows}
ON CONFLICT (customer_id, sku_id) DO UPDATE SET quantity = orders_cartline.quantity + excluded.quantity,
    selected = excluded.selected
WHERE orders_cartline.quantity + excluded.quantity <= %s RETURNING customer_id, sku_id
"""
_ADD_ARRAYS = _ADD.replace(
    "VALUES {rows}",
    "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::bool[], %s::bigint[], %s::timestamptz[])",
).replace("<= %s", "<= %s::int")


def _check_quantity(quantity: object, sku_id: int) -> None:
    if type(quantity) is not int or not 1 <= quantity <= MAX_QUANTITY:
        raise quantity_invalid(quantity, sku_id)


def _price_of(sku_id: int) -> int:
    return _priced(sku_id, skus_by_ids([sku_id]) if 0 < sku_id < 2**63 else {})


def _priced(sku_id: int, known: Mapping[int, SkuFacts]) -> int:
    sku = known.get(sku_id)
    if sku is None:
        raise NotFound("sku_unknown", "商品不存在", field="sku_id", sku_id=sku_id)
    if not sku.is_sellable:
        raise DomainError("sku_unavailable", f"{sku.name}已下架", status=409, field="sku_id", sku_id=sku_id)
    if sku.kind == ProductKind.VOUCHER:
        raise DomainError(
            "voucher_buy_now", "到店券请直接点“立即购买”", status=409, field="sku_id", sku_id=sku_id
        )
    return sku.price_fen


def add_to_cart(*, customer_id: int, sku_id: int, quantity: int = 1) -> CartCount:
    """Put goods aside and say how many pieces the cart holds; what is there already adds up.

    Raises DomainError naming `quantity` outside 1 to 9,999, NotFound for an unknown SKU, sku_unavailable for one that is
    off sale, cart_full beyond 100 lines.
    """
    (answer,) = add_many_to_cart([CartWant(customer_id, sku_id, quantity)])
    if isinstance(answer, DomainError):
        raise answer
    return answer


def add_many_to_cart(wants: Sequence[CartWant]) -> list[CartCount | DomainError]:
    """Like add_to_cart for many customers in one transaction; each is answered in its place.

    Three statements however many they are. Who asks twice in one batch for the same thing is served twice.
    """
    answers: dict[int, CartCount | DomainError] = {}
    fitting = {want.sku_id for want in wants if 0 < want.sku_id < 2**63}
    known = skus_by_ids(fitting) if fitting else {}
    waiting: list[tuple[int, CartWant, int]] = []
    for place, want in enumerate(wants):
        try:
            _check_quantity(want.quantity, want.sku_id)
            waiting.append((place, want, _priced(want.sku_id, known)))
        except DomainError as error:
            answers[place] = error
    while waiting:
        turn: dict[int, tuple[int, CartWant, int]] = {}
        for one in waiting:
            turn.setdefault(one[1].customer_id, one)
        answers |= _add(list(turn.values()))
        waiting = [one for one in waiting if one[0] not in answers]
    return [answers[place] for place in range(len(wants))]


def _add(wants: Sequence[tuple[int, CartWant, int]]) -> dict[int, CartCount | DomainError]:
    """Add at most one thing per customer; a cart that gets too full is tried alone, so that it alone is undone."""
    try:
        with transaction.atomic():
            added = _upsert(wants)
            sizes = cart_sizes({want.customer_id for _, want, _ in wants})
            _refuse_full(sizes.values())
    except _Full:
        if len(wants) == 1:
            return {wants[0][0]: DomainError("cart_full", f"购物车最多放 {MAX_LINES} 种商品", status=409)}
        return {place: answer for one in wants for place, answer in _add([one]).items()}
    return {
        place: CartCount(sizes[want.customer_id].pieces)
        if (want.customer_id, want.sku_id) in added
        else quantity_invalid(want.quantity, want.sku_id)
        for place, want, _ in wants
    }


def _upsert(wants: Sequence[tuple[int, CartWant, int]]) -> set[tuple[int, int]]:
    now = clock.now()
    at = now if connection.vendor == "postgresql" else connection.ops.adapt_datetimefield_value(now)
    # Everybody locks carts in the same order.
    rows = sorted((want.customer_id, want.sku_id, want.quantity, True, price, at) for _, want, price in wants)
    if connection.vendor == "postgresql":
        columns = [prepared.array_literal(column) for column in zip(*rows, strict=True)]
        return set(prepared.run(_ADD_ARRAYS, [*columns, MAX_QUANTITY])[0])
    marks = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
    return set(prepared.run(_ADD.format(rows=marks), [*chain.from_iterable(rows), MAX_QUANTITY])[0])


def _refuse_full(sizes: Iterable[CartSize]) -> None:
    if any(size.lines > MAX_LINES for size in sizes):
        raise _Full


class _Full(Exception):
    """A cart holds too many lines."""


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
