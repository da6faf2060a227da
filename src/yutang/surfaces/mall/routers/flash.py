"""Flash sales."""

from django.http import HttpRequest
from ninja import Router

from yutang.revenue.flash_sales.api import board
from yutang.surfaces.mall import flash
from yutang.surfaces.mall.answers import flash as answers
from yutang.surfaces.mall.caller import Key, PathId, customer_of, customer_or_none, signed_in
from yutang.surfaces.mall.schemas.flash import (
    FlashItemsOut,
    FlashOrderIn,
    FlashOrderOut,
    FlashOut,
    FlashPulseOut,
)

router = Router(tags=["flash"])


@router.get("/flash", response=FlashOut, operation_id="list_flash_sales")
def list_flash_sales(request: HttpRequest) -> FlashOut:
    """The sales that run, come next or have just ended, with the server's time for the countdown."""
    return answers.sessions(customer_or_none(request))


@router.get("/flash/pulse", response=FlashPulseOut, operation_id="get_flash_pulse")
def get_flash_pulse(request: HttpRequest) -> FlashPulseOut:  # noqa: ARG001
    """How long an order takes now and what is left, from memory: cheap enough to ask every second."""
    board.fresh()
    return flash.pulse()


@router.get("/flash/products/{product_id}", response=FlashItemsOut, operation_id="list_flash_of_product")
def list_flash_of_product(request: HttpRequest, product_id: PathId) -> FlashItemsOut:
    """The flash offers of one product."""
    return answers.items_of_product(product_id, customer_or_none(request))


@router.post(
    "/flash/items/{item_id}/orders", response=FlashOrderOut, operation_id="place_flash_order", auth=signed_in
)
def place_flash_order(
    request: HttpRequest, item_id: PathId, body: FlashOrderIn, idempotency_key: Key
) -> FlashOrderOut:
    """Take pieces of an item: the order exists when this answers. Repeating the key repeats the answer."""
    return answers.place(answers.want_of(customer_of(request), item_id, body, idempotency_key))
