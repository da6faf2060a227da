"""What every step of an after-sale does: lock, plan, move, and write the story."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from yutang.kernel import clock, outbox
from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.revenue.orders.contracts import (
    FAULT_REASONS,
    AfterSaleStatus,
    OrderAfterSale,
    RefundLimitWant,
    state_conflict,
)
from yutang.revenue.orders.contracts import OrderStatus as OrderState
from yutang.revenue.orders.events import AfterSaleMoved
from yutang.revenue.orders.models import AfterSale, AfterSaleMark, Order, OrderLine
from yutang.revenue.orders.rules import UNSHIPPED, RefundPart, RefundPlan, due_at, may_step, plan_refund
from yutang.revenue.orders.selectors.after_sale_terms import after_sale_terms
from yutang.revenue.orders.services.refund_limits import refund_limits

ENDS = (
    AfterSaleStatus.REFUNDED,
    AfterSaleStatus.COMPLETED,
    AfterSaleStatus.REFUSED,
    AfterSaleStatus.WITHDRAWN,
    AfterSaleStatus.CLOSED,
)


def lock_after_sale(after_sale_no: str) -> AfterSale:
    """Lock the order, then the request: the same order as everywhere."""
    order_id = AfterSale.objects.filter(no=after_sale_no).values_list("order_id", flat=True).first()
    if order_id is None:
        raise after_sale_unknown(after_sale_no)
    order = Order.objects.select_for_update().get(pk=order_id)
    row = AfterSale.objects.select_for_update().get(no=after_sale_no)
    row.order = order
    return row


def own_after_sale(after_sale_no: str, customer_id: int) -> AfterSale:
    """Lock one's own request; somebody else's does not exist."""
    row = lock_after_sale(after_sale_no)
    if row.customer_id != customer_id:
        raise after_sale_unknown(after_sale_no)
    return row


def after_sale_unknown(no: str) -> NotFound:
    """The error for a request that does not exist or is somebody else's."""
    return NotFound("after_sale_unknown", "没有找到这笔售后", after_sale_no=no[:40])


def after_sale_state(row: AfterSale) -> Conflict:
    """The error for a step that comes too late."""
    return Conflict(
        "after_sale_state",
        f"这笔售后{row.get_status_display()}",
        after_sale_no=row.no,
        after_sale_status=row.status,
    )


def check_asking(order: Order) -> None:
    """Raise unless after-sale may be asked for this order now."""
    if order.status in (OrderState.PENDING_PAYMENT, OrderState.CANCELLED):
        raise state_conflict(order.no, order.status, "申请售后")
    if order.imported_key is not None:
        raise Conflict("imported_order", "历史订单请在原渠道退款", order_no=order.no)
    is_over = order.after_sale_until is not None and order.after_sale_until <= clock.now()
    if order.after_sale_closed_at is not None or is_over:
        raise Conflict("after_sale_over", "已过售后期", order_no=order.no)


def merged(wanted: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return pieces by line; a line that is named twice counts together."""
    found: dict[int, int] = {}
    for line_id, quantity in wanted:
        if type(quantity) is not int or quantity < 1:
            raise DomainError("refund_quantity_invalid", "数量至少为 1", field="quantity", line_id=line_id)
        found[line_id] = found.get(line_id, 0) + quantity
    return found


def parts_of(lines: Sequence[OrderLine]) -> list[RefundPart]:
    """Return lines as the rules see them."""
    return [_part(line, lines) for line in lines]


def _part(line: OrderLine, lines: Sequence[OrderLine]) -> RefundPart:
    terms: Mapping[str, Any] = line.promotions[0] if line.is_gift and line.promotions else {}
    skus = set(terms.get("earned_by", ()))
    return RefundPart(
        line_id=line.pk,
        quantity=line.quantity,
        paid_fen=line.paid_fen,
        refunded_quantity=line.refunded_quantity,
        refunded_fen=line.refunded_fen,
        points=line.points,
        refunded_points=line.refunded_points,
        name=line.name,
        base_fen=line.base_fen,
        unit_fen=line.unit_fen,
        is_gift=line.is_gift,
        charged_fen=line.charged_fen,
        worth_fen=line.base_unit_fen,
        threshold_fen=int(terms.get("threshold_fen", 0)),
        earned_by=tuple(x.pk for x in lines if x.sku_id in skus and not x.is_gift),
    )


def plan_of(
    order: Order,
    lines: Sequence[OrderLine],
    wanted: Mapping[int, int],
    *,
    reason: str,
    is_final: bool = False,
) -> RefundPlan:
    """Return what these pieces bring back, within what every room allows."""
    parts = parts_of(lines)
    wants = [
        RefundLimitWant(
            order_no=order.no,
            customer_id=order.customer_id,
            line_id=line.pk,
            sku_id=line.sku_id,
            product_id=line.product_id,
            quantity=line.quantity,
            paid_fen=line.paid_fen,
            refunded_quantity=line.refunded_quantity,
            refunded_fen=line.refunded_fen,
            asked=wanted.get(line.pk, 0) if wanted else line.quantity - line.refunded_quantity,
        )
        for line in lines
        if not wanted or line.pk in wanted
    ]
    return plan_refund(
        parts,
        wanted,
        shipping_left_fen=order.shipping_fen - order.refunded_shipping_fen,
        is_shipped=order.status not in UNSHIPPED,
        is_fault=reason in FAULT_REASONS,
        limits=refund_limits(wants, is_final=is_final),
    )


def tell(
    row: AfterSale,
    what: str,
    text: str,
    *,
    detail: str = "",
    actor: str = "",
    pictures: Sequence[str] = (),
) -> None:
    """Add one sentence to the story of a request."""
    AfterSaleMark.objects.create(
        after_sale=row,
        at=clock.now(),
        what=what,
        text=text[:60],
        detail=detail[:500],
        actor=actor[:60],
        pictures=list(pictures),
    )


@transaction.atomic
def move(row: AfterSale, to: AfterSaleStatus, **fields: object) -> None:
    """Take a locked request one step on: state, time limit, the order's mark, and an event for whoever listens."""
    if not may_step(row.status, to):
        raise after_sale_state(row)
    now = clock.now()
    due = due_at(to, after_sale_terms(), now)
    if fields.get("is_final"):
        due = None
    if to in ENDS:
        fields["ended_at"] = now
    AfterSale.objects.filter(pk=row.pk).update(status=to, due_at=due, **fields)
    row.status, row.due_at = to, due
    for name, value in fields.items():
        setattr(row, name, value)
    if to == AfterSaleStatus.ESCALATED or to not in ENDS:
        Order.objects.filter(pk=row.order_id).update(after_sale_status=OrderAfterSale.APPLIED)
    elif to != AfterSaleStatus.REFUNDED:
        rest = OrderAfterSale.PARTLY_REFUNDED if row.order.refunded_fen else OrderAfterSale.NONE
        Order.objects.filter(pk=row.order_id).update(after_sale_status=rest)
    outbox.publish(
        AfterSaleMoved(
            row.order_id, row.order.no, row.customer_id, row.no, row.kind, to.value, row.refuse_reason
        )
    )
