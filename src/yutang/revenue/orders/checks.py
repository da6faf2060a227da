"""What the doctor asks about orders."""

from collections.abc import Iterable

from django.db.models import F, Q, Sum

from yutang.foundation.inventory.api import held_quantities
from yutang.foundation.ledger.api import balance
from yutang.kernel.doctor import Finding, check
from yutang.revenue.orders.contracts import OrderStatus
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.orders.services.stock_sources import kept_by_sources
from yutang.revenue.payments.api import money_of_orders

CHUNK = 2_000


@check(name="订单金额等于明细之和")
def amounts_add_up() -> Iterable[Finding]:
    """An order's total is what its lines paid plus shipping; what went back of it is what went back of its lines."""
    rows = (
        Order.objects.annotate(paid=Sum("lines__paid_fen"), back=Sum("lines__refunded_fen"))
        .exclude(total_fen=F("paid") + F("shipping_fen"), refunded_fen=F("back") + F("refunded_shipping_fen"))
        .values_list("no", "total_fen", "paid", "shipping_fen")
    )
    for no, total, paid, shipping in rows.iterator():
        yield Finding(f"order:{no}", f"应付 {total} 分，明细 {paid} 分加运费 {shipping} 分，或退款合计不符")


@check(name="订单与支付一致")
def orders_paid() -> Iterable[Finding]:
    """Each paid order has received its total, net of what went back beyond its own refunds; an unpaid one nothing."""
    rows = Order.objects.filter(imported_key__isnull=True, total_fen__gt=0).order_by("pk")
    chunk: list[tuple[str, object, int, int]] = []
    for row in rows.values_list("no", "paid_at", "total_fen", "refunded_fen").iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _compare(chunk)
            chunk = []
    yield from _compare(chunk)


def _compare(chunk: list[tuple[str, object, int, int]]) -> Iterable[Finding]:
    money = money_of_orders([no for no, *_ in chunk])
    for no, paid_at, total, refunded in chunk:
        received, returned = money[no]
        expected = total - refunded if paid_at is not None else 0
        # Late and doubled payments that are still on their way back show up here until they are settled.
        if received - returned != expected:
            yield Finding(f"order:{no}", f"应有净收款 {expected} 分，支付记录 {received - returned} 分")


@check(name="销售收入与账本一致")
def sales_in_ledger() -> Iterable[Finding]:
    """What the ledger calls imported receivables is the sum of imported orders."""
    imported = Order.objects.filter(imported_key__isnull=False).aggregate(n=Sum("total_fen"))["n"] or 0
    booked = -balance("house:receivable:imported")
    if booked != imported:
        yield Finding("ledger:house:receivable:imported", f"账本 {booked} 分，历史订单 {imported} 分")


@check(name="占用库存等于未发订单")
def held_stock() -> Iterable[Finding]:
    """What stock holds is what open orders wait for, and what is kept for orders to come."""
    open_orders = Q(
        order__status__in=[OrderStatus.PENDING_PAYMENT, OrderStatus.PAID, OrderStatus.READY_FOR_PICKUP]
    )
    wanted = {
        (location_id, sku_id): quantity
        for location_id, sku_id, quantity in OrderLine.objects.filter(open_orders)
        .values_list("order__location_id", "sku_id")
        .annotate(n=Sum(F("quantity") - F("refunded_quantity")))
        .filter(n__gt=0)
    }
    for key, quantity in kept_by_sources().items():
        wanted[key] = wanted.get(key, 0) + quantity
    held = held_quantities()
    for key in sorted(wanted.keys() | held.keys(), key=str):
        if wanted.get(key, 0) != held.get(key, 0):
            location_id, sku_id = key
            message = f"库位 {location_id} 占用 {held.get(key, 0)} 件，未发订单 {wanted.get(key, 0)} 件"
            yield Finding(f"sku:{sku_id}", message)
