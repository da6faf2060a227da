"""What the storefront shows of flash sales."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from yutang.foundation.org.api import stores_by_ids
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.flash_sales import api as flash_sales
from yutang.revenue.flash_sales.contracts import ItemFacts, Refusal, SalePhase, Taken, TakeWant, phase_of
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.schemas.flash import (
    FlashItemOut,
    FlashItemsOut,
    FlashOrderIn,
    FlashOrderOut,
    FlashOut,
    FlashSessionOut,
    Phase,
)


def sessions(customer_id: int | None) -> FlashOut:
    """The sales to show, with what this customer has taken."""
    now = clock.now()
    sales = flash_sales.sales_to_show()
    mine = _mine(customer_id, [item for sale in sales for item in sale.items])
    stores = _stores([item for sale in sales for item in sale.items])
    return FlashOut(
        server_time=now,
        sessions=[
            FlashSessionOut(
                id=sale.sale_id,
                name=sale.name,
                starts_at=sale.starts_at,
                ends_at=sale.ends_at,
                phase=_phase(sale.phase(now)),
                items=[item_out(item, now, mine, stores) for item in sale.items],
            )
            for sale in sales
        ],
    )


def items_of_product(product_id: int, customer_id: int | None) -> FlashItemsOut:
    """The offers of one product: those that are on first, then the next ones."""
    now = clock.now()
    items = [
        item
        for sale in flash_sales.sales_to_show()
        for item in sale.items
        if item.product_id == product_id and item.ends_at > now
    ]
    mine, stores = _mine(customer_id, items), _stores(items)
    return FlashItemsOut(server_time=now, items=[item_out(item, now, mine, stores) for item in items])


def item_out(
    item: ItemFacts, now: datetime, mine: Mapping[int, int], stores: Mapping[int, str]
) -> FlashItemOut:
    """One item with true figures."""
    phase = phase_of(item.status, item.starts_at, item.ends_at, now)
    return FlashItemOut(
        id=item.item_id,
        sale_id=item.sale_id,
        sku_id=item.sku_id,
        product_id=item.product_id,
        name=item.name,
        spec=item.spec,
        picture=media_url(item.picture),
        tint=item.tint,
        price_fen=item.price_fen,
        base_fen=item.base_fen,
        allotment=item.allotment,
        left=item.left,
        unpaid=item.unpaid,
        sold_share=item.taken * 100 // item.allotment,
        per_person=item.per_person,
        mine=mine.get(item.item_id, 0),
        phase=_phase(phase),
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        pay_minutes=item.pay_minutes,
        shipping_fen=item.shipping_fen,
        store_id=item.store_id,
        store_name=stores.get(item.store_id or 0, ""),
    )


def want_of(customer_id: int, item_id: int, body: FlashOrderIn, key: str) -> TakeWant:
    """The body as a wish."""
    return TakeWant(customer_id, key, item_id, body.quantity, body.address_id, body.note)


def place(want: TakeWant) -> FlashOrderOut:
    """Take a piece: a batch of one. Raises what refuses it."""
    (answer,) = flash_sales.take_many([want])
    return order_out(answer, 0)


def order_out(answer: Taken | Refusal, waited_ms: int) -> FlashOrderOut:
    """The receipt; raises the refusal."""
    if isinstance(answer, Refusal):
        raise answer.as_error()
    return FlashOrderOut(
        order_no=answer.order_no,
        status="pending_payment",
        total_fen=answer.total_fen,
        pay_before=answer.pay_before,
        waited_ms=waited_ms,
    )


def refused_at_once(item: ItemFacts | None, item_id: int, now: datetime) -> DomainError | None:
    """What memory alone can answer: unknown, not started, ended, sold out."""
    if item is None:
        return flash_sales.unknown_item(item_id).as_error()
    closed = flash_sales.not_open(item, now)
    if closed is None and item.left <= 0:
        closed = flash_sales.sold_out(item)
    return closed.as_error() if closed is not None else None


def _mine(customer_id: int | None, items: Sequence[ItemFacts]) -> dict[int, int]:
    if customer_id is None or not items:
        return {}
    return flash_sales.my_takings(customer_id, {item.sale_id for item in items})


def _stores(items: Sequence[ItemFacts]) -> dict[int, str]:
    ids = {item.store_id for item in items if item.store_id is not None}
    return {pk: store.name for pk, store in stores_by_ids(ids).items()} if ids else {}


def _phase(phase: SalePhase) -> Phase:
    return phase.value
