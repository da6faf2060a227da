"""Take over history from elsewhere, column by column."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel.batches import insert_columns, next_ids
from yutang.kernel.clock import business_date
from yutang.kernel.outbox import publish_many
from yutang.revenue.orders.contracts import (
    AFTER_SALE_DAYS,
    Imported,
    ImportLine,
    ImportOrder,
    OrderAfterSale,
    OrderStatus,
)
from yutang.revenue.orders.events import OrderPaid
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.pricing.contracts import Delivery


@transaction.atomic
def import_orders(batch: Sequence[ImportOrder]) -> Imported:
    """Write completed orders as they were elsewhere; orders whose external_key is known are left alone.

    Moves no stock and no coupon and asks nobody to pay: all that happened outside. The ledger gets one transfer
    per business day of the batch, so that its sales are all sales. Publishes OrderPaid(imported=True) at
    the time of the purchase: the figures know it, and nobody gets a message or a commission for it.
    """
    keys = [one.external_key for one in batch]
    known = set(Order.objects.filter(imported_key__in=keys).values_list("imported_key", flat=True))
    fresh = list({one.external_key: one for one in batch if one.external_key not in known}.values())
    if fresh:
        firsts = _first_orders(fresh)
        order_ids = next_ids(Order, len(fresh))
        line_ids = next_ids(OrderLine, sum(len(one.lines) for one in fresh))
        _insert_orders(fresh, order_ids, firsts)
        _insert_lines(fresh, order_ids, line_ids)
        _book(fresh)
        publish_many(_events(fresh, order_ids, line_ids, firsts), at=[one.placed_at for one in fresh])
    return Imported(
        created=len(fresh),
        known=len(batch) - len(fresh),
        lines=sum(len(one.lines) for one in fresh),
        paid_fen=sum(_paid_fen(one) for one in fresh),
    )


def order_no_of(external_key: str, placed_at: datetime) -> str:
    """The number an imported order gets: its day and a digest of its origin, the same on every run."""
    digest = hashlib.blake2b(external_key.encode(), digest_size=8).digest()
    return f"H{business_date(placed_at):%y%m%d}{int.from_bytes(digest) % 10**12:012d}"


def _first_orders(batch: Sequence[ImportOrder]) -> list[bool]:
    """Whether each order is its customer's first, as far as the rows and the batch know."""
    customers = {one.customer_id for one in batch}
    bought = set(
        Order.objects.filter(customer_id__in=customers, paid_at__isnull=False)
        .values_list("customer_id", flat=True)
        .distinct()
    )
    is_first = [False] * len(batch)
    for index in sorted(range(len(batch)), key=lambda number: batch[number].placed_at):
        customer_id = batch[index].customer_id
        is_first[index] = customer_id not in bought
        bought.add(customer_id)
    return is_first


def _insert_orders(batch: Sequence[ImportOrder], ids: Sequence[int], firsts: Sequence[bool]) -> None:
    count = len(batch)
    at = [one.placed_at for one in batch]
    until = [moment + timedelta(days=AFTER_SALE_DAYS) for moment in at]
    subtotals = [sum(line.base_fen for line in one.lines) for one in batch]
    discounts = [sum(line.discount_fen for line in one.lines) for one in batch]
    insert_columns(
        Order,
        id=ids,
        no=[order_no_of(one.external_key, one.placed_at) for one in batch],
        imported_key=[one.external_key for one in batch],
        customer_id=[one.customer_id for one in batch],
        store_id=[one.store_id for one in batch],
        status=[OrderStatus.COMPLETED.value] * count,
        after_sale_status=[OrderAfterSale.NONE.value] * count,
        delivery=[(Delivery.PICKUP if one.store_id else Delivery.EXPRESS).value for one in batch],
        address=[""] * count,
        subtotal_fen=subtotals,
        discount_fen=discounts,
        shipping_fen=[one.shipping_fen for one in batch],
        total_fen=[_paid_fen(one) for one in batch],
        refunded_fen=[0] * count,
        refunded_shipping_fen=[0] * count,
        coupon_code=[""] * count,
        explanation=[_explanation(one) for one in batch],
        attribution=[{}] * count,
        snapshots=[{}] * count,
        note=[""] * count,
        is_first=list(firsts),
        cancel_reason=[""] * count,
        placed_at=at,
        paid_at=at,
        completed_at=at,
        after_sale_until=until,
        after_sale_closed_at=until,
    )


def _insert_lines(batch: Sequence[ImportOrder], order_ids: Sequence[int], line_ids: Sequence[int]) -> None:
    rows = [
        (order_id, one.placed_at, line)
        for order_id, one in zip(order_ids, batch, strict=True)
        for line in one.lines
    ]
    lines = [line for _, _, line in rows]
    count = len(lines)
    insert_columns(
        OrderLine,
        id=line_ids,
        order_id=[order_id for order_id, _, _ in rows],
        sku_id=[line.sku_id for line in lines],
        product_id=[line.product_id for line in lines],
        name=[line.name[:160] for line in lines],
        spec=[""] * count,
        picture=[""] * count,
        tint=[""] * count,
        quantity=[line.quantity for line in lines],
        base_unit_fen=[line.base_fen // (line.quantity or 1) for line in lines],
        unit_fen=[line.paid_fen // (line.quantity or 1) for line in lines],
        base_fen=[line.base_fen for line in lines],
        discount_fen=[line.discount_fen for line in lines],
        paid_fen=[line.paid_fen for line in lines],
        refunded_quantity=[0] * count,
        refunded_fen=[0] * count,
        paid_at=[placed_at for _, placed_at, _ in rows],
    )


def _events(
    batch: Sequence[ImportOrder], order_ids: Sequence[int], line_ids: Sequence[int], firsts: Sequence[bool]
) -> list[OrderPaid]:
    next_line = iter(line_ids)
    return [
        OrderPaid(
            order_id=order_id,
            order_no=order_no_of(one.external_key, one.placed_at),
            customer_id=one.customer_id,
            store_id=one.store_id,
            paid_fen=_paid_fen(one),
            shipping_fen=one.shipping_fen,
            is_first_order=is_first,
            lines=tuple(_paid_line(next(next_line), line) for line in one.lines),
            paid_at=one.placed_at.isoformat(),
            imported=True,
        )
        for one, order_id, is_first in zip(batch, order_ids, firsts, strict=True)
    ]


def _paid_line(line_id: int, line: ImportLine) -> dict[str, Any]:
    return {
        "line_id": line_id,
        "sku_id": line.sku_id,
        "product_id": line.product_id,
        "name": line.name,
        "quantity": line.quantity,
        "paid_fen": line.paid_fen,
    }


def _book(batch: Sequence[ImportOrder]) -> None:
    days: defaultdict[date, int] = defaultdict(int)
    digest = hashlib.blake2b(digest_size=12)
    for one in batch:
        days[business_date(one.placed_at)] += _paid_fen(one)
        digest.update(one.external_key.encode())
    specs = [
        TransferSpec(
            key=f"imported:{day.isoformat()}:{digest.hexdigest()}",
            code="payment",
            asset="CNY",
            amount=fen,
            debit="house:receivable:imported",
            credit="house:sales",
            subject=f"imported:{day.isoformat()}",
            memo="历史订单收款",
        )
        for day, fen in sorted(days.items())
        if fen > 0
    ]
    if specs:
        post_transfers(specs)


def _paid_fen(one: ImportOrder) -> int:
    return one.shipping_fen + sum(line.paid_fen for line in one.lines)


def _explanation(one: ImportOrder) -> list[dict[str, Any]]:
    return [
        {
            "kind": discount.kind,
            "label": discount.label,
            "detail": "不计入优惠" if discount.is_external else "",
            "amount_fen": -discount.amount_fen,
            "before_fen": None,
        }
        for discount in one.discounts
    ]
