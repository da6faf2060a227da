"""The cart and the quote."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from yutang.surfaces.mall.answers import cart, quote
from yutang.surfaces.mall.caller import OptionalKey, customer_of, once, signed_in
from yutang.surfaces.mall.schemas.cart import CartAddIn, CartCountOut, CartOut, CartPatchIn
from yutang.surfaces.mall.schemas.quote import QuoteIn, QuoteOut
from yutang.surfaces.mall.schemas.shared import Id, In

router = Router(tags=["cart"], auth=signed_in)


class RemoveQuery(In):
    """Which lines go: `?sku_id=1&sku_id=2`."""

    sku_id: Annotated[list[Id], Field(min_length=1, max_length=100)]


@router.get("/cart", response=CartOut, operation_id="get_cart")
def get_cart(request: HttpRequest) -> CartOut:
    """The cart at today's prices and stock."""
    return cart.cart_of(customer_of(request))


@router.post("/cart", response=CartCountOut, operation_id="add_to_cart")
def add_to_cart(request: HttpRequest, body: CartAddIn, idempotency_key: OptionalKey = None) -> object:
    """Put a SKU into the cart; what is there already is added to."""
    return once(request, "cart", idempotency_key, lambda: cart.add(customer_of(request), body))


@router.patch("/cart", response=CartOut, operation_id="update_cart")
def update_cart(request: HttpRequest, body: CartPatchIn) -> CartOut:
    """Change a line."""
    return cart.change(customer_of(request), body)


@router.post("/cart/select", response=CartOut, operation_id="select_cart")
def select_cart(request: HttpRequest, *, selected: bool) -> CartOut:
    """Tick or untick everything that can be bought."""
    return cart.select_all(customer_of(request), selected=selected)


@router.delete("/cart", response=CartOut, operation_id="remove_from_cart")
def remove_from_cart(request: HttpRequest, query: Query[RemoveQuery]) -> CartOut:
    """Take lines out."""
    return cart.remove(customer_of(request), query.sku_id)


@router.post("/quote", response=QuoteOut, operation_id="get_quote")
def get_quote(request: HttpRequest, body: QuoteIn) -> QuoteOut:
    """Price a purchase, line by line, with the best coupon unless told otherwise."""
    return quote.quote_for(customer_of(request), body)
