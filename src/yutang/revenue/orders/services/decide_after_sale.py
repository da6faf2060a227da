"""Staff answer, customers appeal, head office decides."""

from django.db import transaction

from yutang.foundation.inventory.api import StockWant, hold_many, release_many
from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict, DomainError
from yutang.revenue.orders.contracts import OPEN_AFTER_SALES, AfterSaleFacts, AfterSaleKind, AfterSaleStatus
from yutang.revenue.orders.models import AfterSale, AfterSaleLine, OrderLine
from yutang.revenue.orders.selectors.after_sales import after_sale_by_no
from yutang.revenue.orders.services.after_sale_book import (
    after_sale_state,
    check_asking,
    lock_after_sale,
    move,
    own_after_sale,
    plan_of,
    tell,
)
from yutang.revenue.orders.services.settle_refund import settle_refund
from yutang.revenue.payments.api import reserve_refund
from yutang.revenue.payments.contracts import RefundRequest

MONEY = (AfterSaleKind.REFUND, AfterSaleKind.RETURN)
PARCEL_BACK = (AfterSaleKind.RETURN, AfterSaleKind.EXCHANGE)


def approve_after_sale(
    *, after_sale_no: str, actor: str, restock: bool = False, note: str = ""
) -> AfterSaleFacts:
    """Say yes; call it outside a transaction.

    Refund only: the money goes back at once, restock puts shipped goods that are here already on hand. Return and exchange:
    the customer sends the goods first. Exchange and re-shipping hold the new goods from now on. When the provider fails the
    request stays open as refund_failed and is tried again. Raises NotFound, Conflict("after_sale_state" | "stock_short").
    """
    with transaction.atomic():
        row = lock_after_sale(after_sale_no)
        if row.status != AfterSaleStatus.APPLIED:
            raise after_sale_state(row)
        agree(row, actor=actor, restock=restock, note=note)
    return settle_refund(after_sale_no)


def agree(row: AfterSale, *, actor: str, restock: bool = False, note: str = "") -> None:
    """Take the step after a yes, whoever said it; the request is locked."""
    fields: dict[str, object] = {"decided_by": actor[:60], "decided_at": clock.now()}
    if row.kind in (AfterSaleKind.EXCHANGE, AfterSaleKind.RESHIP):
        hold_replacement(row)
    if row.kind in PARCEL_BACK and row.sent_back_at is None and row.received_at is None:
        move(row, AfterSaleStatus.RETURNING, **fields)
        tell(row, "approved", "商家已同意", detail=note or "请把商品寄回", actor=actor)
    elif row.kind in MONEY:
        release_money(row, restock=restock, **fields)
        tell(row, "approved", "商家已同意", detail=note or "退款处理中", actor=actor)
    else:
        move(row, AfterSaleStatus.RESHIPPING, **fields)
        tell(row, "approved", "商家已同意", detail=note or "正在为你安排发货", actor=actor)
    audit.record(
        actor=actor,
        action="after_sale.approved",
        subject=f"order:{row.order.no}",
        change={"after_sale_no": row.no, "kind": row.kind, "refund_fen": row.refund_fen, "restock": restock},
    )


def release_money(row: AfterSale, *, restock: bool, **fields: object) -> None:
    """Reserve the money of a locked request on its payment, in this transaction; the provider is asked after the commit."""
    lines = list(OrderLine.objects.filter(order=row.order).order_by("pk"))
    asked = AfterSaleLine.objects.filter(after_sale=row, quantity__gt=0)
    wanted = dict(asked.values_list("line_id", "quantity"))
    plan = plan_of(row.order, lines, wanted, reason=row.reason, is_final=True)
    if plan.total_fen < row.refund_fen:
        # A voucher was redeemed since: what was promised is no longer all unused.
        raise Conflict(
            "refund_limit_changed",
            "可退金额已变化，请让客户重新申请",
            after_sale_no=row.no,
            refundable_fen=plan.total_fen,
        )
    refund_no = ""
    if row.refund_fen > 0:
        request = RefundRequest(row.order.no, row.refund_fen, f"after-sale:{row.no}", row.reason)
        refund_no = reserve_refund(request).refund_no
    move(row, AfterSaleStatus.APPROVED, restock=restock, refund_no=refund_no, **fields)


def hold_replacement(row: AfterSale) -> None:
    """Keep the goods that will be sent, under the number of the request; holding twice holds once."""
    shares = (
        AfterSaleLine.objects.filter(after_sale=row, quantity__gt=0).select_related("line").order_by("pk")
    )
    wants = [
        StockWant(row.order.location_id or 0, share.new_sku_id or share.line.sku_id, share.quantity, row.no)
        for share in shares
    ]
    if row.is_holding:
        return
    answers = hold_many(wants)
    short = next((n for n, answer in enumerate(answers) if answer.is_short), None)
    if short is not None or not all(answer.is_held for answer in answers):
        left = answers[short or 0].available
        name = shares[short or 0].line.name
        raise Conflict("stock_short", f"{name}可发库存只有 {left} 件，请改为退款", available=left)
    AfterSale.objects.filter(pk=row.pk).update(is_holding=True)
    row.is_holding = True


@transaction.atomic
def refuse_after_sale(*, after_sale_no: str, actor: str, reason: str) -> AfterSaleFacts:
    """Refuse a request, or goods that came back and are not what was agreed; the customer may appeal.

    Raises NotFound, Conflict("after_sale_state"), DomainError naming `reason`.
    """
    row = lock_after_sale(after_sale_no)
    if row.status not in (AfterSaleStatus.APPLIED, AfterSaleStatus.RETURNED):
        raise after_sale_state(row)
    _refuse(row, actor=actor, reason=reason, is_final=False, title="商家已拒绝")
    return after_sale_by_no(after_sale_no)


def _refuse(row: AfterSale, *, actor: str, reason: str, is_final: bool, title: str) -> None:
    if not reason.strip():
        raise DomainError("reason_required", "请填写拒绝原因", field="reason")
    release_replacement(row)
    move(
        row,
        AfterSaleStatus.REFUSED,
        refuse_reason=reason[:200],
        decided_at=clock.now(),
        decided_by=actor[:60],
        is_final=is_final,
    )
    tell(row, "refused", title, detail=reason, actor=actor)
    audit.record(
        actor=actor,
        action="after_sale.refused",
        subject=f"order:{row.order.no}",
        change={"after_sale_no": row.no, "reason": reason[:200], "is_final": is_final},
    )


def release_replacement(row: AfterSale) -> None:
    """Let go of the goods that would have been sent."""
    if not row.is_holding:
        return
    shares = (
        AfterSaleLine.objects.filter(after_sale=row, quantity__gt=0).select_related("line").order_by("pk")
    )
    release_many(
        [
            StockWant(
                row.order.location_id or 0, share.new_sku_id or share.line.sku_id, share.quantity, row.no
            )
            for share in shares
        ]
    )
    AfterSale.objects.filter(pk=row.pk).update(is_holding=False)
    row.is_holding = False


@transaction.atomic
def withdraw_after_sale(*, customer_id: int, after_sale_no: str) -> AfterSaleFacts:
    """Take one's own request back before the money or the parcel moves; twice is no error."""
    row = own_after_sale(after_sale_no, customer_id)
    if row.status == AfterSaleStatus.WITHDRAWN:
        return after_sale_by_no(after_sale_no)
    if row.status not in (AfterSaleStatus.APPLIED, AfterSaleStatus.RETURNING):
        raise after_sale_state(row)
    release_replacement(row)
    move(row, AfterSaleStatus.WITHDRAWN, decided_at=row.decided_at or clock.now())
    tell(row, "withdrawn", "已撤销申请", actor="customer")
    return after_sale_by_no(after_sale_no)


@transaction.atomic
def appeal_after_sale(
    *, customer_id: int, after_sale_no: str, reason: str, pictures: tuple[str, ...] = ()
) -> AfterSaleFacts:
    """Ask head office about a refusal, once per request and within its time.

    Raises Conflict("after_sale_state" | "after_sale_over" | "after_sale_open"), DomainError naming `reason`.
    """
    row = own_after_sale(after_sale_no, customer_id)
    if row.status == AfterSaleStatus.ESCALATED:
        return after_sale_by_no(after_sale_no)
    if row.status != AfterSaleStatus.REFUSED or row.is_final:
        raise after_sale_state(row)
    if row.due_at is None or row.due_at <= clock.now():
        raise Conflict("appeal_over", "申诉期已过", after_sale_no=row.no)
    if not reason.strip():
        raise DomainError("reason_required", "请说明申诉理由", field="reason")
    check_asking(row.order)
    others = AfterSale.objects.filter(order_id=row.order_id, status__in=OPEN_AFTER_SALES)
    if others.exists():
        raise Conflict("after_sale_open", "这笔订单已有售后在处理", order_no=row.order.no)
    _check_still_left(row)
    escalate(row, actor="customer", reason=reason, pictures=pictures)
    return after_sale_by_no(after_sale_no)


def _check_still_left(row: AfterSale) -> None:
    """Another request may have taken these pieces since the refusal."""
    shares = AfterSaleLine.objects.filter(after_sale=row, quantity__gt=0).select_related("line")
    for share in shares:
        left = share.line.quantity - share.line.refunded_quantity
        if share.quantity > left:
            raise Conflict("after_sale_state", "这些商品已在别的售后里处理", after_sale_no=row.no)


def escalate(row: AfterSale, *, actor: str, reason: str, pictures: tuple[str, ...] = ()) -> None:
    """Hand a locked request to head office."""
    move(row, AfterSaleStatus.ESCALATED)
    tell(row, "escalated", "申请总部介入", detail=reason, actor=actor, pictures=pictures)


def decide_escalated(
    *, after_sale_no: str, actor: str, approve: bool, reason: str, restock: bool = False
) -> AfterSaleFacts:
    """Head office decides an escalated request for good; call it outside a transaction.

    A refusal cannot be appealed again. Goods that were refused on arrival count as received. The reason is read by both.
    """
    if not reason.strip():
        raise DomainError("reason_required", "请填写裁决说明", field="reason")
    with transaction.atomic():
        row = lock_after_sale(after_sale_no)
        if row.status != AfterSaleStatus.ESCALATED:
            raise after_sale_state(row)
        tell(row, "decided", "总部已裁决", detail=reason, actor=actor)
        if approve:
            AfterSale.objects.filter(pk=row.pk).update(refuse_reason="")
            row.refuse_reason = ""
            _check_still_left(row)
            agree(row, actor=actor, restock=restock, note="总部裁决支持客户")
        else:
            _refuse(row, actor=actor, reason=reason, is_final=True, title="总部维持拒绝")
    return settle_refund(after_sale_no)
