"""Flash sales as the storefront sees them."""

from typing import Annotated, Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.shared import Fen, Id, In, Moment, Out, Text

Phase = Literal["upcoming", "on", "ended", "stopped"]


class FlashItemOut(Out):
    """One SKU of a sale. sold_share is the true share of the allotment that is taken, in percent."""

    id: int
    sale_id: int
    sku_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    price_fen: int
    base_fen: int
    allotment: int
    left: int
    unpaid: int
    sold_share: int
    per_person: int
    mine: int
    phase: Phase
    starts_at: Moment
    ends_at: Moment
    pay_minutes: int
    shipping_fen: int
    store_id: int | None
    store_name: str


class FlashSessionOut(Out):
    """A sale: a time and what it offers."""

    id: int
    name: str
    starts_at: Moment
    ends_at: Moment
    phase: Phase
    items: list[FlashItemOut]


class FlashOut(Out):
    """The sales to show. server_time is what countdowns run by."""

    server_time: Moment
    sessions: list[FlashSessionOut]


class FlashItemsOut(Out):
    """The flash offers of one product."""

    server_time: Moment
    items: list[FlashItemOut]


class FlashPulseItem(Out):
    """How an item stands."""

    id: int
    left: int
    unpaid: int
    phase: Phase


class FlashPulseOut(Out):
    """From memory: how long one waits now, and how the items stand."""

    server_time: Moment
    queue: int
    wait_ms: int
    items: list[FlashPulseItem]


class FlashOrderIn(In):
    """What somebody wants of one item; an address unless the item is fetched from a store."""

    quantity: Annotated[int, Field(ge=1, le=99)] = 1
    address_id: Id | None = None
    note: Annotated[Text, Field(max_length=200)] = ""


class FlashOrderOut(Out):
    """The receipt; waited_ms is how long the server took to commit it."""

    order_no: str
    status: str
    total_fen: Fen
    pay_before: Moment
    waited_ms: int
