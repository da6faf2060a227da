"""From an approved request to money on its way and books that say so."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from yutang.foundation.inventory.api import StockWant, release_many, return_many
from yutang.kernel import clock, outbox
from yutang.revenue.orders.contracts import AfterSaleFacts, AfterSaleStatus, OrderAfterSale, OrderStatus
from yutang.revenue.orders.events import OrderRefunded
from yutang.revenue.orders.models import AfterSale, AfterSaleLine, Order, OrderLine
from yutang.revenue.orders.selectors.after_sales import after_sale_by_no
from yutang.revenue.orders.services.cancel_order import cancelled_event
from yutang.revenue.orders.services.complete_orders import close_window
from yutang.revenue.payments.api import refunds_waiting, send_refund
from yutang.revenue.payments.contracts import RefundFacts, RefundStatus
from yutang.revenue.pricing.api import restore_coupons

UNSHIPPED = (OrderStatus.PAID, OrderStatus.READY_FOR_PICKUP)
WAITING = (AfterSaleStatus.APPROVED, AfterSaleStatus.REFUND_FAILED)


def settle_refund(after_sale_no: str) -> AfterSaleFacts:
    """Ask the provider for the money of an approved request and settle the order; safe to repeat.

    Call it outside a transaction. A provider that fails leaves the request as refund_failed, one that does not answer
    leaves it as it was.
    """
    row = AfterSale.objects.filter(no=after_sale_no, status__in=WAITING).first()
    if row is None:
        return after_sale_by_no(after_sale_no)
    refund = send_refund(row.refund_no) if row.refund_no else None
    if refund is None or refund.status == RefundStatus.SUCCEEDED:
        _finish(row.pk, refund)
    elif refund.status == RefundStatus.FAILED:
        AfterSale.objects.filter(pk=row.pk, status=AfterSaleStatus.APPROVED).update(
            status=AfterSaleStatus.REFUND_FAILED
        )
    return after_sale_by_no(after_sale_no)


def settle_refunds(*, limit: int = 100) -> int:
    """Go on with approved requests and with money of late payments that was not sent yet. Returns how many were tried."""
    rows = AfterSale.objects.filter(status__in=WAITING).order_by("pk").values_list("no", "refund_no")[:limit]
    waiting = dict(rows)
    for after_sale_no in waiting:
        settle_refund(after_sale_no)
    mine = set(waiting.values())
    others = [no for no in refunds_waiting(limit=limit) if no not in mine]
    for refund_no in others:
        send_refund(refund_no)
    return len(waiting) + len(others)


@transaction.atomic
def _finish(after_sale_id: int, refund: RefundFacts | None) -> None:
    order_id = AfterSale.objects.values_list("order_id", flat=True).get(pk=after_sale_id)
    order = Order.objects.select_for_update().get(pk=order_id)
    row = AfterSale.objects.select_for_update().get(pk=after_sale_id)
    if row.status not in WAITING:
        return
    now = clock.now()
    shares = list(AfterSaleLine.objects.filter(after_sale=row).select_related("line").order_by("pk"))
    for share in shares:
        OrderLine.objects.filter(pk=share.line_id).update(
            refunded_quantity=F("refunded_quantity") + share.quantity,
            refunded_fen=F("refunded_fen") + share.refund_fen,
        )
    is_full = not OrderLine.objects.filter(order=order, refunded_quantity__lt=F("quantity")).exists()
    status = OrderAfterSale.REFUNDED if is_full else OrderAfterSale.PARTLY_REFUNDED
    Order.objects.filter(pk=order.pk).update(
        refunded_fen=F("refunded_fen") + row.refund_fen,
        refunded_shipping_fen=F("refunded_shipping_fen") + row.shipping_fen,
        after_sale_status=status,
    )
    AfterSale.objects.filter(pk=row.pk).update(status=AfterSaleStatus.REFUNDED, refunded_at=now)
    unshipped = order.status in UNSHIPPED
    if is_full and unshipped and order.coupon_code:
        restore_coupons([order.no])
    _move_stock(order, row, shares, unshipped=unshipped)
    outbox.publish(_event(order, row, shares, refund, is_full=is_full))
    if is_full:
        if unshipped:
            Order.objects.filter(pk=order.pk).update(
                status=OrderStatus.CANCELLED, cancelled_at=now, cancel_reason="已全额退款"
            )
            outbox.publish(cancelled_event(order, "已全额退款", was_paid=True))
        close_window([order], now)


def _move_stock(order: Order, row: AfterSale, shares: Sequence[AfterSaleLine], *, unshipped: bool) -> None:
    wants = [StockWant(order.location_id or 0, s.line.sku_id, s.quantity, order.no) for s in shares]
    if unshipped:
        release_many(wants)
    elif row.restock:
        return_many(wants, reason="售后退货")


def _event(
    order: Order,
    row: AfterSale,
    shares: Sequence[AfterSaleLine],
    refund: RefundFacts | None,
    *,
    is_full: bool,
) -> OrderRefunded:
    return OrderRefunded(
        order_id=order.pk,
        order_no=order.no,
        customer_id=order.customer_id,
        refund_id=refund.refund_id if refund else 0,
        refund_fen=row.refund_fen,
        shipping_fen=row.shipping_fen,
        lines=tuple(
            {
                "line_id": share.line_id,
                "quantity": share.quantity,
                "refund_fen": share.refund_fen,
                "line_paid_fen": share.line.paid_fen,
                "line_refunded_total_fen": share.line.refunded_fen + share.refund_fen,
            }
            for share in shares
        ),
        is_full=is_full,
    )
