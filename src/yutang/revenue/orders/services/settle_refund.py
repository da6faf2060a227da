"""From an approved request to money on its way and books that say so."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from yutang.foundation.inventory.api import StockWant, release_many
from yutang.kernel import clock, outbox
from yutang.kernel.money import yuan
from yutang.revenue.orders.contracts import (
    AfterSaleFacts,
    AfterSaleKind,
    AfterSaleStatus,
    OrderAfterSale,
    OrderStatus,
)
from yutang.revenue.orders.events import OrderRefunded
from yutang.revenue.orders.models import AfterSale, AfterSaleLine, Order, OrderLine
from yutang.revenue.orders.rules import UNSHIPPED
from yutang.revenue.orders.selectors.after_sales import after_sale_by_no
from yutang.revenue.orders.services.after_sale_book import move, tell
from yutang.revenue.orders.services.cancel_order import cancelled_event
from yutang.revenue.orders.services.complete_orders import close_window
from yutang.revenue.orders.services.take_back import take_back
from yutang.revenue.payments.api import refunds_due, refunds_waiting, send_refund
from yutang.revenue.payments.contracts import RefundFacts, RefundStatus
from yutang.revenue.pricing.api import restore_coupon_uses
from yutang.revenue.pricing.contracts import CouponReturn

WAITING = (AfterSaleStatus.APPROVED, AfterSaleStatus.REFUND_FAILED)


def settle_refund(after_sale_no: str) -> AfterSaleFacts:
    """Ask the provider for the money of an approved request and settle the order; safe to repeat.

    Call it outside a transaction. A provider that fails leaves the request as refund_failed, one that does not answer
    leaves it as it was; the job tries both again, later and later.
    """
    row = AfterSale.objects.filter(no=after_sale_no, status__in=WAITING).first()
    if row is None:
        return after_sale_by_no(after_sale_no)
    refund = send_refund(row.refund_no) if row.refund_no else None
    if refund is None or refund.status == RefundStatus.SUCCEEDED:
        _finish(row.pk, refund)
    elif refund.status == RefundStatus.FAILED:
        _fail(row.pk, refund)
    return after_sale_by_no(after_sale_no)


def settle_refunds(*, limit: int = 100) -> int:
    """Go on with approved requests and with money of late payments whose time has come. Returns how many were tried."""
    rows = AfterSale.objects.filter(status__in=WAITING).order_by("pk").values_list("no", "refund_no")[:limit]
    waiting = dict(rows)
    due = set(refunds_due([no for no in waiting.values() if no]))
    mine = [no for no, refund_no in waiting.items() if not refund_no or refund_no in due]
    for after_sale_no in mine:
        settle_refund(after_sale_no)
    others = [no for no in refunds_waiting(limit=limit) if no not in set(waiting.values())]
    for refund_no in others:
        send_refund(refund_no)
    return len(mine) + len(others)


@transaction.atomic
def _fail(after_sale_id: int, refund: RefundFacts) -> None:
    row = _locked(after_sale_id)
    if row.status == AfterSaleStatus.APPROVED:
        move(row, AfterSaleStatus.REFUND_FAILED)
        tell(row, "refund_failed", "退款失败，稍后自动重试", detail=refund.failure, actor="system")


def _locked(after_sale_id: int) -> AfterSale:
    order_id = AfterSale.objects.values_list("order_id", flat=True).get(pk=after_sale_id)
    order = Order.objects.select_for_update().get(pk=order_id)
    row = AfterSale.objects.select_for_update().get(pk=after_sale_id)
    row.order = order
    return row


@transaction.atomic
def _finish(after_sale_id: int, refund: RefundFacts | None) -> None:
    row = _locked(after_sale_id)
    order = row.order
    if row.status not in WAITING:
        return
    now = clock.now()
    shares = list(AfterSaleLine.objects.filter(after_sale=row).select_related("line").order_by("pk"))
    for share in shares:
        OrderLine.objects.filter(pk=share.line_id).update(
            refunded_quantity=F("refunded_quantity") + share.quantity,
            refunded_fen=F("refunded_fen") + share.refund_fen,
            refunded_points=F("refunded_points") + share.points,
            charged_fen=F("charged_fen") + share.charged_fen,
        )
    # A gift that stays has been paid for by what was kept back: the order is through when its paid lines are.
    is_full = not OrderLine.objects.filter(
        order=order, is_gift=False, refunded_quantity__lt=F("quantity")
    ).exists()
    status = OrderAfterSale.REFUNDED if is_full else OrderAfterSale.PARTLY_REFUNDED
    Order.objects.filter(pk=order.pk).update(
        refunded_fen=F("refunded_fen") + row.refund_fen,
        refunded_shipping_fen=F("refunded_shipping_fen") + row.shipping_fen,
        after_sale_status=status,
    )
    unshipped = order.status in UNSHIPPED
    if order.coupon_code:
        # The template of each coupon says whether, and how much of it, a refund gives back.
        saved_back = _saved_back(shares)
        restore_coupon_uses([CouponReturn(order.no, row.no, is_whole=is_full, saved_back_fen=saved_back)])
    _move_stock(order, row, shares, unshipped=unshipped)
    move(row, AfterSaleStatus.REFUNDED, refunded_at=now)
    tell(row, "refunded", "退款成功", detail=f"¥{yuan(row.refund_fen)} 已原路退回", actor="system")
    outbox.publish(_event(order, row, shares, refund, is_full=is_full))
    if is_full:
        _close(order, now, unshipped=unshipped)


def _saved_back(shares: Sequence[AfterSaleLine]) -> dict[str, int]:
    """What each coupon had saved on the pieces that go back, by the same rule as their money."""
    saved: dict[str, int] = {}
    for share in shares:
        line = share.line
        done = line.refunded_quantity
        for one in line.promotions:
            if one["kind"] == "coupon":
                fen = int(one["fen"])
                part = fen * (done + share.quantity) // line.quantity - fen * done // line.quantity
                saved[str(one["id"])] = saved.get(str(one["id"]), 0) + part
    return saved


def _close(order: Order, now: datetime, *, unshipped: bool) -> None:
    if unshipped:
        Order.objects.filter(pk=order.pk).update(
            status=OrderStatus.CANCELLED, cancelled_at=now, cancel_reason="已全额退款"
        )
        outbox.publish(cancelled_event(order, "已全额退款", was_paid=True))
    close_window([order], now)


def _move_stock(order: Order, row: AfterSale, shares: Sequence[AfterSaleLine], *, unshipped: bool) -> None:
    if unshipped:
        release_many(
            [
                StockWant(order.location_id or 0, share.line.sku_id, share.quantity, order.no)
                for share in shares
                if share.quantity
            ]
        )
    elif row.kind == AfterSaleKind.REFUND and row.restock:
        AfterSaleLine.objects.filter(after_sale=row).update(good_quantity=F("quantity"))
        take_back(row, reason="售后退货")


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
                "sku_id": share.line.sku_id,
                "product_id": share.line.product_id,
                "quantity": share.quantity,
                "refund_fen": share.refund_fen,
                "points": share.points,
                "is_gift": share.line.is_gift,
                "line_paid_fen": share.line.paid_fen,
                "line_refunded_total_fen": share.line.refunded_fen + share.refund_fen,
            }
            for share in shares
            if share.quantity
        ),
        is_full=is_full,
        points_back=row.points_back,
        deducted_fen=row.deducted_fen,
        after_sale_no=row.no,
    )
