"""The writing half of order intake: column inserts, one statement per table."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Q

from yutang.kernel import outbox, prepared
from yutang.kernel.batches import insert_columns, next_ids, send
from yutang.revenue.orders.contracts import DraftLine, DraftOrder, OrderAfterSale, OrderStatus
from yutang.revenue.orders.events import OrderPlaced
from yutang.revenue.orders.models import CartLine, Order, OrderLine
from yutang.revenue.orders.services.intake import Intake
from yutang.revenue.orders.services.snapshots import take_snapshots
from yutang.revenue.pricing.contracts import GiftLine, QuoteLine

_CLEAR = """
    DELETE FROM orders_cartline USING unnest(%s::bigint[], %s::bigint[]) AS bought(customer_id, sku_id)
    WHERE orders_cartline.customer_id = bought.customer_id AND orders_cartline.sku_id = bought.sku_id
"""


def write_orders(intakes: Sequence[Intake], now: datetime) -> None:
    """Write orders, lines and events, and take what was bought out of the carts."""
    if not intakes:
        return
    for intake, order_id in zip(intakes, next_ids(Order, len(intakes)), strict=True):
        intake.order_id = order_id
    snapshots = take_snapshots([_draft(intake, now) for intake in intakes])
    _insert_orders(intakes, snapshots, now)
    _insert_lines(intakes)
    _clear_carts(intakes)
    outbox.publish_many(
        [
            OrderPlaced(
                i.order_id,
                i.order_no,
                i.wish.customer_id,
                i.store_id,
                i.priced.total_fen,
                i.priced.points_used,
                _benefits(i),
            )
            for i in intakes
        ],
        at=now,
    )


def _draft(intake: Intake, now: datetime) -> DraftOrder:
    quote, verdict = intake.priced, intake.attribution
    return DraftOrder(
        order_id=intake.order_id,
        customer_id=intake.wish.customer_id,
        store_id=intake.store_id,
        lines=tuple(DraftLine(x.sku_id, x.product_id, x.quantity, x.paid_fen) for x in quote.lines),
        paid_fen=quote.goods_fen,
        distributor_id=verdict.distributor_id if verdict else None,
        link_id=verdict.link_id if verdict else None,
        placed_at=now,
        delivery=str(intake.wish.delivery),
    )


def _insert_orders(intakes: Sequence[Intake], snapshots: Sequence[object], now: datetime) -> None:
    quotes = [intake.priced for intake in intakes]
    count = len(intakes)
    insert_columns(
        Order,
        id=[i.order_id for i in intakes],
        no=[i.order_no for i in intakes],
        customer_id=[i.wish.customer_id for i in intakes],
        store_id=[i.store_id for i in intakes],
        location_id=[i.location_id for i in intakes],
        status=[OrderStatus.PENDING_PAYMENT.value] * count,
        after_sale_status=[OrderAfterSale.NONE.value] * count,
        delivery=[str(i.wish.delivery) for i in intakes],
        address=[i.address for i in intakes],
        subtotal_fen=[q.subtotal_fen for q in quotes],
        discount_fen=[q.subtotal_fen - q.goods_fen for q in quotes],
        shipping_fen=[q.shipping_fen for q in quotes],
        total_fen=[q.total_fen for q in quotes],
        refunded_fen=[0] * count,
        refunded_shipping_fen=[0] * count,
        coupon_code=[q.coupon.code if q.coupon else "" for q in quotes],
        coupon_codes=[[coupon.code for coupon in q.coupons] for q in quotes],
        points_used=[q.points_used for q in quotes],
        points_fen=[q.points_fen for q in quotes],
        benefits=[_benefits(i) for i in intakes],
        explanation=[q.explanation for q in quotes],
        attribution=[i.attribution for i in intakes],
        snapshots=list(snapshots),
        link_id=[i.attribution.link_id if i.attribution else None for i in intakes],
        note=[i.wish.note for i in intakes],
        is_first=[False] * count,
        cancel_reason=[""] * count,
        placed_at=[now] * count,
        pay_before=[i.pay_before for i in intakes],
    )


def _insert_lines(intakes: Sequence[Intake]) -> None:
    rows = [(intake.order_id, line) for intake in intakes for line in intake.priced.lines]
    insert_columns(
        OrderLine,
        order_id=[order_id for order_id, _ in rows],
        sku_id=[x.sku_id for _, x in rows],
        product_id=[x.product_id for _, x in rows],
        name=[x.name[:160] for _, x in rows],
        spec=[x.spec[:80] for _, x in rows],
        picture=[x.picture[:200] for _, x in rows],
        tint=[x.tint[:9] for _, x in rows],
        quantity=[x.quantity for _, x in rows],
        base_unit_fen=[x.base_unit_fen for _, x in rows],
        unit_fen=[x.unit_fen for _, x in rows],
        base_fen=[x.base_fen for _, x in rows],
        discount_fen=[x.base_fen - x.paid_fen for _, x in rows],
        paid_fen=[x.paid_fen for _, x in rows],
        refunded_quantity=[0] * len(rows),
        refunded_fen=[0] * len(rows),
        points=[x.points for _, x in rows],
        refunded_points=[0] * len(rows),
        is_gift=[False] * len(rows),
        promotions=[_promotions(x) for _, x in rows],
    )
    _insert_gifts([(intake.order_id, gift) for intake in intakes for gift in intake.priced.gifts])


def _insert_gifts(rows: Sequence[tuple[int, GiftLine]]) -> None:
    if not rows:
        return
    count = len(rows)
    insert_columns(
        OrderLine,
        order_id=[order_id for order_id, _ in rows],
        sku_id=[gift.sku_id for _, gift in rows],
        product_id=[gift.product_id for _, gift in rows],
        name=[gift.name[:160] for _, gift in rows],
        spec=[gift.spec[:80] for _, gift in rows],
        picture=[gift.picture[:200] for _, gift in rows],
        tint=[gift.tint[:9] for _, gift in rows],
        quantity=[gift.quantity for _, gift in rows],
        base_unit_fen=[gift.worth_fen // gift.quantity for _, gift in rows],
        unit_fen=[0] * count,
        base_fen=[0] * count,
        discount_fen=[0] * count,
        paid_fen=[0] * count,
        refunded_quantity=[0] * count,
        refunded_fen=[0] * count,
        points=[0] * count,
        refunded_points=[0] * count,
        is_gift=[True] * count,
        promotions=[
            [
                {
                    "id": gift.promotion_id,
                    "kind": "gift",
                    "label": gift.promotion_name,
                    "fen": 0,
                    "threshold_fen": gift.threshold_fen,
                    "earned_by": list(gift.earned_by),
                }
            ]
            for _, gift in rows
        ],
    )


def _promotions(line: QuoteLine) -> list[dict[str, object]]:
    return [
        {"id": one.reference, "kind": one.kind, "label": one.label, "fen": one.amount_fen}
        for one in line.discounts
    ]


def _benefits(intake: Intake) -> tuple[dict[str, Any], ...]:
    return tuple(benefit.as_dict() for benefit in intake.priced.benefits)


def _clear_carts(intakes: Sequence[Intake]) -> None:
    bought = sorted(
        {(i.wish.customer_id, line.sku_id) for i in intakes if i.wish.from_cart for line in i.priced.lines}
    )
    if not bought:
        return
    if connection.vendor == "postgresql":
        send(_CLEAR, values=[prepared.array_literal(column) for column in zip(*bought, strict=True)])
        return
    chosen = [Q(customer_id=customer_id, sku_id=sku_id) for customer_id, sku_id in bought]
    CartLine.objects.filter(reduce(or_, chosen))._raw_delete("default")
