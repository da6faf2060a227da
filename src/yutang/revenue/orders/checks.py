"""What the doctor asks about orders."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q, Sum

from yutang.foundation.inventory.api import held_quantities
from yutang.foundation.ledger.api import balance
from yutang.kernel import clock
from yutang.kernel.doctor import Finding, check
from yutang.revenue.orders.contracts import OPEN_AFTER_SALES, AfterSaleStatus, OrderStatus
from yutang.revenue.orders.models import AfterSale, AfterSaleLine, Order, OrderLine
from yutang.revenue.orders.services.stock_sources import kept_by_sources
from yutang.revenue.payments.api import money_of_orders, refunds_just_settled, refunds_on_their_way

CHUNK = 2_000
ON_THE_WAY = timedelta(minutes=10)
STUCK = timedelta(hours=1)


@check(name="订单金额等于明细之和")
def amounts_add_up() -> Iterable[Finding]:
    """An order's total is what its lines paid plus shipping; what went back of it is what its lines brought back
    less what was kept for gifts."""
    rows = (
        Order.objects.annotate(
            paid=Sum("lines__paid_fen"), back=Sum("lines__refunded_fen"), kept=Sum("lines__charged_fen")
        )
        .exclude(
            total_fen=F("paid") + F("shipping_fen"),
            refunded_fen=F("back") + F("refunded_shipping_fen") - F("kept"),
        )
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
    strange = {}
    for no, paid_at, total, refunded in chunk:
        received, returned = money[no]
        expected = total - refunded if paid_at is not None else 0
        if received - returned != expected:
            strange[no] = (received - returned, expected)
    if not strange:
        return
    # Late and doubled payments go back by themselves, and a refund is booked right after the provider's yes: both are fine
    # for a while, and wrong when they stay.
    since = clock.now() - ON_THE_WAY
    leaving = refunds_on_their_way(list(strange), since=since)
    arrived = _unbooked_refunds(list(strange), since)
    for no, (net, expected) in strange.items():
        if net - leaving.get(no, 0) + arrived.get(no, 0) != expected:
            yield Finding(f"order:{no}", f"应有净收款 {expected} 分，支付记录 {net} 分")


def _unbooked_refunds(order_nos: list[str], since: datetime) -> dict[str, int]:
    """Refunds that got through while their request does not know yet, by order number."""
    settled = refunds_just_settled(order_nos, since=since)
    open_ones = AfterSale.objects.filter(
        refund_no__in=list(settled), status__in=[AfterSaleStatus.APPROVED, AfterSaleStatus.REFUND_FAILED]
    )
    found: dict[str, int] = {}
    for order_no, refund_no in open_ones.values_list("order__no", "refund_no"):
        found[order_no] = found.get(order_no, 0) + settled[refund_no]
    return found


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
    for key, quantity in _held_for_replacements().items():
        wanted[key] = wanted.get(key, 0) + quantity
    for key, quantity in kept_by_sources().items():
        wanted[key] = wanted.get(key, 0) + quantity
    held = held_quantities()
    for key in sorted(wanted.keys() | held.keys(), key=str):
        if wanted.get(key, 0) != held.get(key, 0):
            location_id, sku_id = key
            message = f"库位 {location_id} 占用 {held.get(key, 0)} 件，未发订单 {wanted.get(key, 0)} 件"
            yield Finding(f"sku:{sku_id}", message)


def _held_for_replacements() -> dict[tuple[int, int], int]:
    """What exchanges and re-shippings hold until they leave."""
    found: dict[tuple[int, int], int] = {}
    lines = AfterSaleLine.objects.filter(after_sale__is_holding=True, quantity__gt=0)
    for location_id, new_id, sku_id, quantity in lines.values_list(
        "after_sale__order__location_id", "new_sku_id", "line__sku_id", "quantity"
    ):
        key = (location_id or 0, new_id or sku_id)
        found[key] = found.get(key, 0) + quantity
    return found


@check(name="售后没有停住")
def after_sales_move() -> Iterable[Finding]:
    """No request waits for the clock longer than the job needs, and none holds goods after its end."""
    late = clock.now() - STUCK
    waiting = (
        AfterSaleStatus.APPLIED,
        AfterSaleStatus.RETURNING,
        AfterSaleStatus.RETURNED,
        AfterSaleStatus.RESHIPPED,
    )
    for no, due in AfterSale.objects.filter(status__in=waiting, due_at__lt=late).values_list("no", "due_at"):
        yield Finding(f"after_sale:{no}", f"时限 {due:%Y-%m-%d %H:%M} 已过，没有自动处理")
    ended = AfterSale.objects.filter(is_holding=True, ended_at__isnull=False).exclude(
        status__in=OPEN_AFTER_SALES
    )
    for no in ended.values_list("no", flat=True):
        yield Finding(f"after_sale:{no}", "售后已结束，仍占用库存")
