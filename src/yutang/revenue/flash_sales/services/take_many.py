"""Flash intake: many wishes, one transaction, an answer for each.

Lock the items in pk order -> read what these customers took before -> decide -> write orders, hand over the holds,
remember the takings, count. Whoever takes a piece holds its item's lock, so counts are exact in any number of server
processes; statements do not grow with the batch.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from yutang.foundation.customers.api import destinations
from yutang.foundation.inventory.api import HoldPass, pass_holds
from yutang.kernel import clock, prepared
from yutang.kernel.batches import insert_columns, one_statement
from yutang.revenue.flash_sales import rules
from yutang.revenue.flash_sales.contracts import ItemFacts, Refusal, Taken, TakeWant
from yutang.revenue.flash_sales.models import FlashTaking
from yutang.revenue.flash_sales.models.item import allotment_ref
from yutang.revenue.flash_sales.selectors.board import board
from yutang.revenue.flash_sales.selectors.earlier import earlier_takings
from yutang.revenue.flash_sales.selectors.item_rows import lock_items
from yutang.revenue.orders.api import name_orders, write_ready_orders
from yutang.revenue.orders.contracts import ReadyGoods, ReadyOrder, WrittenOrder
from yutang.revenue.pricing.contracts import Delivery

RETRIES = 3


def take_many(wants: Sequence[TakeWant]) -> list[Taken | Refusal]:
    """Turn wishes into orders and return one answer per wish, in their order.

    Taken: the order exists, its goods are held out of the allotment and it waits `pay_minutes` for its money. The same
    key with the same body hears the same order for ever (repeated=True); with another body it is refused with
    idempotency_mismatch. Refusal: nothing of this wish happened, and nothing is remembered of it.
    """
    if not wants:
        return []
    for _ in range(RETRIES):
        try:
            with transaction.atomic():
                answers, items = _take(wants, clock.now())
        except IntegrityError:
            # Another process took one of our keys for another item meanwhile: what was first is readable now.
            continue
        board.saw(items, [(items[w.item_id].sale_id, w.customer_id) for w in wants if w.item_id in items])
        return answers
    if len(wants) == 1:
        with transaction.atomic():
            return _take(wants, clock.now())[0]
    return [answer for want in wants for answer in take_many([want])]


def _take(wants: Sequence[TakeWant], now: datetime) -> tuple[list[Taken | Refusal], dict[int, ItemFacts]]:
    items = lock_items(want.item_id for want in wants)
    sellable = board.sellable()
    items = {key: sellable(item) for key, item in items.items()}
    earlier = earlier_takings({want.customer_id for want in wants}, {item.sale_id for item in items.values()})
    pairs = [(want.customer_id, want.address_id) for want in wants if want.address_id is not None]
    homes = destinations([(customer, address) for customer, address in pairs if address is not None])
    decision = rules.decide(wants, items, earlier, homes.keys(), now)
    names = name_orders(len(decision.accepted), now)
    orders: list[ReadyOrder] = []
    for index in decision.accepted:
        want = wants[index]
        home = homes.get((want.customer_id, want.address_id or 0))
        store_id = home.home_store_id if home else None
        orders.append(_order(want, items[want.item_id], home.sealed_address if home else "", store_id, now))
    taken = _write([wants[i] for i in decision.accepted], orders, names, items, now)
    answers: dict[int, Taken | Refusal] = {
        **decision.refused,
        **decision.again,
        **dict(zip(decision.accepted, taken, strict=True)),
    }
    for index, first in decision.repeated.items():
        answers[index] = rules.again(answers[first])
    return [answers[index] for index in range(len(wants))], _after(items, wants, decision.accepted)


def _order(
    want: TakeWant, item: ItemFacts, address: str, home_store_id: int | None, now: datetime
) -> ReadyOrder:
    is_pickup = item.store_id is not None
    return ReadyOrder(
        customer_id=want.customer_id,
        goods=_goods(item),
        quantity=want.quantity,
        location_id=item.location_id,
        delivery=Delivery.PICKUP.value if is_pickup else Delivery.EXPRESS.value,
        pay_before=now + timedelta(minutes=item.pay_minutes),
        store_id=item.store_id if is_pickup else home_store_id,
        address="" if is_pickup else address,
        shipping_fen=item.shipping_fen,
        explanation=rules.explanation_of(item, want.quantity),
        note=want.note,
    )


def _goods(item: ItemFacts) -> ReadyGoods:
    return ReadyGoods(
        item.sku_id,
        item.product_id,
        item.name,
        item.spec,
        item.picture,
        item.tint,
        item.base_fen,
        item.price_fen,
    )


def _write(
    wants: Sequence[TakeWant],
    orders: Sequence[ReadyOrder],
    names: Sequence[WrittenOrder],
    items: dict[int, ItemFacts],
    now: datetime,
) -> list[Taken]:
    if not wants:
        return []
    _count(wants)
    write_ready_orders(orders, names, now=now)
    with one_statement():
        _pass_holds(wants, orders, names)
        _remember(wants, orders, names, items, now)
    return [
        Taken(name.order_id, name.order_no, order.total_fen, order.pay_before)
        for order, name in zip(orders, names, strict=True)
    ]


def _pass_holds(
    wants: Sequence[TakeWant], orders: Sequence[ReadyOrder], names: Sequence[WrittenOrder]
) -> None:
    """Hand the pieces over from the allotment to the orders."""
    pass_holds(
        [
            HoldPass(o.location_id, o.goods.sku_id, o.quantity, allotment_ref(want.item_id), name.order_no)
            for want, o, name in zip(wants, orders, names, strict=True)
        ]
    )


def _remember(
    wants: Sequence[TakeWant],
    orders: Sequence[ReadyOrder],
    names: Sequence[WrittenOrder],
    items: dict[int, ItemFacts],
    now: datetime,
) -> None:
    insert_columns(
        FlashTaking,
        order_id=[name.order_id for name in names],
        sale_id=[items[want.item_id].sale_id for want in wants],
        item_id=[want.item_id for want in wants],
        customer_id=[want.customer_id for want in wants],
        key=[want.key for want in wants],
        digest=[rules.digest_of(want) for want in wants],
        order_no=[name.order_no for name in names],
        quantity=[want.quantity for want in wants],
        total_fen=[order.total_fen for order in orders],
        taken_at=[now] * len(wants),
        pay_before=[order.pay_before for order in orders],
    )


_COUNT_ARRAYS = (
    "UPDATE flash_sales_flashitem SET taken = taken + v.n FROM unnest(%s::bigint[], %s::bigint[]) AS v(item_id, n) "
    "WHERE id = v.item_id AND taken + v.n <= allotment"
)
_COUNT_ONE = "UPDATE flash_sales_flashitem SET taken = taken + %s WHERE taken + %s <= allotment AND id = %s"


class ItemMovedError(RuntimeError):
    """An item did not allow what was decided under its lock; the transaction must be rolled back."""


def _count(wants: Sequence[TakeWant]) -> None:
    """Count what was taken: a conditional write, so that a row changed behind our back is noticed."""
    taken = rules.pieces_by_item(wants)
    if connection.vendor == "postgresql":
        values = [prepared.array_literal(list(taken)), prepared.array_literal(list(taken.values()))]
        changed = prepared.run(_COUNT_ARRAYS, values)[1]
    else:
        with connection.cursor() as cursor:
            cursor.executemany(_COUNT_ONE, [(n, n, item_id) for item_id, n in taken.items()])
            changed = cursor.rowcount
    if changed != len(taken):
        raise ItemMovedError(f"{changed} of {len(taken)} items allowed the change")


def _after(
    items: dict[int, ItemFacts], wants: Sequence[TakeWant], accepted: Sequence[int]
) -> dict[int, ItemFacts]:
    taken = rules.pieces_by_item([wants[index] for index in accepted])
    return {key: rules.with_more_taken(item, taken.get(key, 0)) for key, item in items.items()}
