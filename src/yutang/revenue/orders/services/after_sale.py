"""Customers ask money back; staff decide."""

from collections.abc import Sequence

from django.db import transaction

from yutang.kernel import audit, clock, outbox
from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.kernel.ids import dated_no
from yutang.revenue.orders.contracts import (
    OPEN_AFTER_SALES,
    AfterSaleApplication,
    AfterSaleFacts,
    AfterSaleStatus,
    OrderAfterSale,
    OrderStatus,
    order_unknown,
    state_conflict,
)
from yutang.revenue.orders.events import AfterSaleApplied
from yutang.revenue.orders.models import AfterSale, AfterSaleLine, Order, OrderLine
from yutang.revenue.orders.rules import RefundPart, plan_refund
from yutang.revenue.orders.selectors.after_sales import after_sale_by_no
from yutang.revenue.orders.services.settle_refund import settle_refund
from yutang.revenue.payments.api import reserve_refund
from yutang.revenue.payments.contracts import RefundRequest

MAX_EVIDENCE = 9
UNSHIPPED = (OrderStatus.PAID, OrderStatus.READY_FOR_PICKUP)

type Plan = tuple[dict[int, tuple[int, int]], int]


def _plan(order: Order, wanted: Sequence[tuple[int, int]]) -> Plan:
    lines = OrderLine.objects.filter(order=order).order_by("pk")
    parts = [RefundPart(x.pk, x.quantity, x.paid_fen, x.refunded_quantity, x.refunded_fen) for x in lines]
    merged: dict[int, int] = {}
    for line_id, quantity in wanted:
        if type(quantity) is not int or quantity < 1:
            raise DomainError(
                "refund_quantity_invalid", "退款数量至少为 1", field="quantity", line_id=line_id
            )
        merged[line_id] = merged.get(line_id, 0) + quantity
    left = order.shipping_fen - order.refunded_shipping_fen
    return plan_refund(parts, merged, shipping_left_fen=left, is_shipped=order.status not in UNSHIPPED)


def _check_allowed(order: Order) -> None:
    if order.status in (OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED):
        raise state_conflict(order.no, order.status, "申请退款")
    if order.imported_key is not None:
        raise Conflict("imported_order", "历史订单请在原渠道退款", order_no=order.no)
    is_over = order.after_sale_until is not None and order.after_sale_until <= clock.now()
    if order.after_sale_closed_at is not None or is_over:
        raise Conflict("after_sale_over", "已过售后期", order_no=order.no)


def preview_after_sale(application: AfterSaleApplication) -> int:
    """Return the money that would go back, changing nothing."""
    order = Order.objects.filter(no=application.order_no, customer_id=application.customer_id).first()
    if order is None:
        raise order_unknown(application.order_no)
    _check_allowed(order)
    plan, shipping = _plan(order, application.lines)
    return sum(fen for _, fen in plan.values()) + shipping


@transaction.atomic
def apply_after_sale(application: AfterSaleApplication) -> AfterSaleFacts:
    """Ask money back for lines of one's own order; the amount is fixed here, to the fen.

    Raises NotFound("order_unknown"), Conflict("order_state" | "after_sale_over" | "after_sale_open"), and DomainError
    naming `quantity` or `line_id` for more than is left.
    """
    order = (
        Order.objects.select_for_update()
        .filter(no=application.order_no, customer_id=application.customer_id)
        .first()
    )
    if order is None:
        raise order_unknown(application.order_no)
    _check_allowed(order)
    if AfterSale.objects.filter(order=order, status__in=OPEN_AFTER_SALES).exists():
        raise Conflict("after_sale_open", "这笔订单已有售后在处理", order_no=order.no)
    if len(application.evidence) > MAX_EVIDENCE:
        raise DomainError("too_many_pictures", f"凭证最多 {MAX_EVIDENCE} 张", field="evidence")
    plan, shipping = _plan(order, application.lines)
    now = clock.now()
    refund_fen = sum(fen for _, fen in plan.values()) + shipping
    row = AfterSale.objects.create(
        no=dated_no("S", now),
        order=order,
        customer_id=order.customer_id,
        reason=application.reason[:60] or "不想要了",
        description=application.description[:500],
        evidence=list(application.evidence),
        refund_fen=refund_fen,
        shipping_fen=shipping,
        applied_at=now,
    )
    AfterSaleLine.objects.bulk_create(
        [
            AfterSaleLine(after_sale=row, line_id=line_id, quantity=quantity, refund_fen=fen)
            for line_id, (quantity, fen) in plan.items()
        ]
    )
    Order.objects.filter(pk=order.pk).update(after_sale_status=OrderAfterSale.APPLIED)
    outbox.publish(AfterSaleApplied(order.pk, order.no, order.customer_id, row.no, refund_fen, row.reason))
    return after_sale_by_no(row.no)


def approve_after_sale(*, after_sale_no: str, actor: str, restock: bool = False) -> AfterSaleFacts:
    """Approve a request and send the money back; call it outside a transaction.

    restock puts goods that were shipped on hand again; goods that never left are free again anyway. When the provider
    fails the request stays open as refund_failed, and a periodic job tries again. Raises NotFound, Conflict("after_sale_state").
    """
    with transaction.atomic():
        row = lock_after_sale(after_sale_no)
        if row.status != AfterSaleStatus.APPLIED:
            raise after_sale_state(row)
        refund_no = ""
        if row.refund_fen > 0:
            request = RefundRequest(row.order.no, row.refund_fen, f"after-sale:{row.no}", row.reason)
            refund_no = reserve_refund(request).refund_no
        AfterSale.objects.filter(pk=row.pk).update(
            status=AfterSaleStatus.APPROVED,
            decided_at=clock.now(),
            decided_by=actor[:60],
            restock=restock,
            refund_no=refund_no,
        )
        audit.record(
            actor=actor,
            action="after_sale.approved",
            subject=f"order:{row.order.no}",
            change={"after_sale_no": row.no, "refund_fen": row.refund_fen, "restock": restock},
        )
    return settle_refund(after_sale_no)


@transaction.atomic
def refuse_after_sale(*, after_sale_no: str, actor: str, reason: str) -> AfterSaleFacts:
    """Refuse a request, saying why. Raises NotFound, Conflict("after_sale_state"), DomainError naming `reason`."""
    if not reason.strip():
        raise DomainError("reason_required", "请填写拒绝原因", field="reason")
    row = lock_after_sale(after_sale_no)
    if row.status != AfterSaleStatus.APPLIED:
        raise after_sale_state(row)
    AfterSale.objects.filter(pk=row.pk).update(
        status=AfterSaleStatus.REFUSED,
        refuse_reason=reason[:200],
        decided_at=clock.now(),
        decided_by=actor[:60],
    )
    _back_to_rest(row.order)
    audit.record(
        actor=actor,
        action="after_sale.refused",
        subject=f"order:{row.order.no}",
        change={"after_sale_no": row.no, "reason": reason[:200]},
    )
    return after_sale_by_no(after_sale_no)


@transaction.atomic
def withdraw_after_sale(*, customer_id: int, after_sale_no: str) -> AfterSaleFacts:
    """Take one's own request back while nobody has decided it."""
    row = lock_after_sale(after_sale_no)
    if row.customer_id != customer_id:
        raise after_sale_unknown(after_sale_no)
    if row.status == AfterSaleStatus.WITHDRAWN:
        return after_sale_by_no(after_sale_no)
    if row.status != AfterSaleStatus.APPLIED:
        raise after_sale_state(row)
    AfterSale.objects.filter(pk=row.pk).update(status=AfterSaleStatus.WITHDRAWN, decided_at=clock.now())
    _back_to_rest(row.order)
    return after_sale_by_no(after_sale_no)


def _back_to_rest(order: Order) -> None:
    status = OrderAfterSale.PARTLY_REFUNDED if order.refunded_fen else OrderAfterSale.NONE
    Order.objects.filter(pk=order.pk).update(after_sale_status=status)


def lock_after_sale(after_sale_no: str) -> AfterSale:
    """Lock the order, then the request: the same order as everywhere."""
    order_id = AfterSale.objects.filter(no=after_sale_no).values_list("order_id", flat=True).first()
    if order_id is None:
        raise after_sale_unknown(after_sale_no)
    order = Order.objects.select_for_update().get(pk=order_id)
    row = AfterSale.objects.select_for_update().get(no=after_sale_no)
    row.order = order
    return row


def after_sale_unknown(no: str) -> NotFound:
    """The error for a request that does not exist or is somebody else's."""
    return NotFound("after_sale_unknown", "没有找到这笔售后", after_sale_no=no[:40])


def after_sale_state(row: AfterSale) -> Conflict:
    """The error for a decision that comes too late."""
    return Conflict(
        "after_sale_state",
        f"这笔售后{row.get_status_display()}",
        after_sale_no=row.no,
        after_sale_status=row.status,
    )
