"""Carts as they are worth today."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Count, Sum

from yutang.foundation.customers.api import destinations
from yutang.foundation.customers.contracts import Destination
from yutang.kernel.errors import DomainError
from yutang.kernel.queries import Many, Query
from yutang.revenue.orders.contracts import CartFacts, CartLineFacts, PlaceOrder
from yutang.revenue.orders.models import CartLine
from yutang.revenue.pricing.api import quote, quote_many
from yutang.revenue.pricing.contracts import Delivery, Quote, QuoteLine, QuoteRequest

_SIZES = Query(
    lambda: (
        CartLine.objects.filter(customer_id__among=Many("customers"))
        .order_by()
        .values_list("customer_id")
        .annotate(lines=Count("pk"), pieces=Sum("quantity"))
    )
)
_SELECTED = Query(
    lambda: (
        CartLine.objects.filter(customer_id__among=Many("customers"), selected=True)
        .order_by("pk")
        .values_list("customer_id", "sku_id", "quantity")
    )
)


class CartSize(NamedTuple):
    """How much a cart holds."""

    lines: int
    pieces: int


def cart_sizes(customer_ids: Collection[int]) -> dict[int, CartSize]:
    """Return how many lines and how many pieces these carts hold; empty ones are absent (one statement)."""
    rows = _SIZES.rows(customers=customer_ids)
    return {customer_id: CartSize(lines, pieces) for customer_id, lines, pieces in rows}


def selected_lines(customer_ids: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Return the ticked (sku, quantity) pairs of these carts, oldest first (one statement)."""
    carts: dict[int, list[tuple[int, int]]] = {}
    if customer_ids:
        for customer_id, sku_id, quantity in _SELECTED.rows(customers=customer_ids):
            carts.setdefault(customer_id, []).append((sku_id, quantity))
    return carts


def cart_pieces(customer_id: int) -> int:
    """Return how many pieces a cart holds: the number on the tab."""
    return cart_sizes([customer_id]).get(customer_id, CartSize(0, 0)).pieces


def cart_of(customer_id: int, *, with_quote: bool = True) -> CartFacts:
    """Return the cart, newest first, with the quote of what is selected and can be bought.

    Lines that cannot be bought stay in the list with their problem and out of the quote.
    """
    rows = list(CartLine.objects.filter(customer_id=customer_id).order_by("-pk"))
    if not rows:
        return CartFacts((), None, 0)
    everything = tuple((row.sku_id, row.quantity) for row in rows)
    full = quote(QuoteRequest(customer_id, everything, coupon_code=None))
    by_sku = {line.sku_id: line for line in full.lines}
    chosen = tuple(
        (row.sku_id, row.quantity) for row in rows if row.selected and not by_sku[row.sku_id].problem
    )
    selected: Quote | None = None
    if with_quote and chosen:
        if len(chosen) == len(rows):
            selected = full
        else:
            answer = quote_many([QuoteRequest(customer_id, chosen, coupon_code=None)], check_stock=False)[0]
            selected = answer if isinstance(answer, Quote) else None
    return CartFacts(
        lines=tuple(_line(row, by_sku[row.sku_id]) for row in rows),
        quote=selected,
        count=sum(row.quantity for row in rows),
    )


def _line(row: CartLine, line: QuoteLine) -> CartLineFacts:
    return CartLineFacts(
        line_id=row.pk,
        sku_id=row.sku_id,
        product_id=line.product_id,
        name=line.name,
        spec=line.spec,
        picture=line.picture,
        tint=line.tint,
        quantity=row.quantity,
        selected=row.selected,
        unit_fen=line.unit_fen,
        base_unit_fen=line.base_unit_fen,
        price_when_added_fen=row.price_when_added_fen,
        available=line.available,
        problem=line.problem,
        problem_text=line.problem_text,
    )


def checkout_preview(request: PlaceOrder) -> Quote:
    """Return the quote of what would be ordered, with every coupon of the customer weighed."""
    (answer,) = checkout_previews([request])
    if isinstance(answer, DomainError):
        raise answer
    return answer


def checkout_previews(requests: Sequence[PlaceOrder]) -> list[Quote | DomainError]:
    """Return the quote, or the reason why there is none, for each; statements do not grow with the batch."""
    owners = {request.customer_id for request in requests if request.from_cart}
    carts = selected_lines(owners)
    pairs = {(r.customer_id, r.address_id) for r in requests if r.address_id is not None}
    homes = destinations(pairs) if pairs else {}
    return quote_many(
        [
            QuoteRequest(
                request.customer_id,
                tuple(carts.get(request.customer_id, ())) if request.from_cart else request.lines,
                request.coupon_code,
                request.delivery,
                request.store_id,
                points=request.points,
                region=_region(request, homes),
            )
            for request in requests
        ],
        with_choices=True,
    )


def _region(request: PlaceOrder, homes: Mapping[tuple[int, int], Destination]) -> str:
    """The province the goods go to, as far as it is known; goods that are collected go nowhere."""
    if request.delivery == Delivery.PICKUP:
        return ""
    home = homes.get((request.customer_id, request.address_id or 0))
    return home.province if home else ""
