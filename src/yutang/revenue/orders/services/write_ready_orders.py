"""Orders that another room has priced and found goods for: attribution, snapshots, rows and event."""

from collections.abc import Sequence
from datetime import datetime

from yutang.foundation.links.api import resolve_attributions
from yutang.foundation.links.contracts import Attribution, AttributionWant
from yutang.kernel import outbox
from yutang.kernel.batches import insert_columns, next_ids, one_statement
from yutang.kernel.ids import dated_no
from yutang.revenue.orders.contracts import (
    DraftLine,
    DraftOrder,
    OrderAfterSale,
    OrderStatus,
    ReadyOrder,
    WrittenOrder,
)
from yutang.revenue.orders.events import OrderPlaced
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.orders.services.snapshots import take_snapshots


def name_orders(count: int, now: datetime) -> list[WrittenOrder]:
    """Reserve ids and numbers for that many orders, so that their goods can be held under their numbers."""
    return [WrittenOrder(order_id, dated_no("D", now)) for order_id in next_ids(Order, count)]


def write_ready_orders(orders: Sequence[ReadyOrder], names: Sequence[WrittenOrder], *, now: datetime) -> None:
    """Write unpaid orders of one line each inside the caller's transaction; statements do not grow with the batch.

    The caller answers for what an order takes: its goods are held under its number (or will be in this transaction),
    its price is what the customer agreed to. From here on they are orders like any other: paid, closed, shipped,
    attributed and commissioned.
    """
    if not orders:
        return
    wants = [AttributionWant(one.customer_id, now, one.store_id) for one in orders]
    verdicts = resolve_attributions(wants)
    snapshots = take_snapshots(
        [_draft(one, name, verdict, now) for one, name, verdict in zip(orders, names, verdicts, strict=True)]
    )
    with one_statement():
        _insert_orders(orders, names, verdicts, snapshots, now)
        _insert_lines(orders, names)
        outbox.publish_many(
            [
                OrderPlaced(name.order_id, name.order_no, one.customer_id, one.store_id, one.total_fen)
                for one, name in zip(orders, names, strict=True)
            ],
            at=now,
        )


def _draft(order: ReadyOrder, name: WrittenOrder, verdict: Attribution, now: datetime) -> DraftOrder:
    goods = order.goods
    return DraftOrder(
        order_id=name.order_id,
        customer_id=order.customer_id,
        store_id=order.store_id,
        lines=(DraftLine(goods.sku_id, goods.product_id, order.quantity, order.goods_fen),),
        paid_fen=order.goods_fen,
        distributor_id=verdict.distributor_id,
        link_id=verdict.link_id,
        placed_at=now,
    )


def _insert_orders(
    orders: Sequence[ReadyOrder],
    names: Sequence[WrittenOrder],
    verdicts: Sequence[Attribution],
    snapshots: Sequence[object],
    now: datetime,
) -> None:
    count = len(orders)
    insert_columns(
        Order,
        id=[name.order_id for name in names],
        no=[name.order_no for name in names],
        customer_id=[one.customer_id for one in orders],
        store_id=[one.store_id for one in orders],
        location_id=[one.location_id for one in orders],
        status=[OrderStatus.PENDING_PAYMENT.value] * count,
        after_sale_status=[OrderAfterSale.NONE.value] * count,
        delivery=[one.delivery for one in orders],
        address=[one.address for one in orders],
        subtotal_fen=[one.base_fen for one in orders],
        discount_fen=[one.base_fen - one.goods_fen for one in orders],
        shipping_fen=[one.shipping_fen for one in orders],
        total_fen=[one.total_fen for one in orders],
        refunded_fen=[0] * count,
        refunded_shipping_fen=[0] * count,
        coupon_code=[""] * count,
        explanation=[one.explanation for one in orders],
        attribution=verdicts,
        snapshots=snapshots,
        link_id=[verdict.link_id for verdict in verdicts],
        note=[one.note for one in orders],
        is_first=[False] * count,
        cancel_reason=[""] * count,
        placed_at=[now] * count,
        pay_before=[one.pay_before for one in orders],
    )


def _insert_lines(orders: Sequence[ReadyOrder], names: Sequence[WrittenOrder]) -> None:
    count = len(orders)
    insert_columns(
        OrderLine,
        order_id=[name.order_id for name in names],
        sku_id=[one.goods.sku_id for one in orders],
        product_id=[one.goods.product_id for one in orders],
        name=[one.goods.name for one in orders],
        spec=[one.goods.spec for one in orders],
        picture=[one.goods.picture for one in orders],
        tint=[one.goods.tint for one in orders],
        quantity=[one.quantity for one in orders],
        base_unit_fen=[one.goods.base_unit_fen for one in orders],
        unit_fen=[one.goods.unit_fen for one in orders],
        base_fen=[one.base_fen for one in orders],
        discount_fen=[one.base_fen - one.goods_fen for one in orders],
        paid_fen=[one.goods_fen for one in orders],
        refunded_quantity=[0] * count,
        refunded_fen=[0] * count,
    )
