"""Staff give money of a paid order back without being asked."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Sum

from yutang.kernel import audit, clock
from yutang.kernel.errors import DomainError, Forbidden
from yutang.kernel.money import yuan
from yutang.revenue.orders.contracts import (
    AfterSaleApplication,
    AfterSaleFacts,
    AfterSaleKind,
    AfterSaleStatus,
    RefundPreview,
    order_unknown,
)
from yutang.revenue.orders.models import AfterSale, Order
from yutang.revenue.orders.selectors.after_sale_terms import after_sale_terms
from yutang.revenue.orders.services.after_sale_book import lock_after_sale
from yutang.revenue.orders.services.apply_after_sale import open_request, preview_of
from yutang.revenue.orders.services.decide_after_sale import agree
from yutang.revenue.orders.services.settle_refund import settle_refund

UNDONE = (AfterSaleStatus.REFUSED, AfterSaleStatus.WITHDRAWN, AfterSaleStatus.CLOSED)


def preview_staff_refund(*, order_no: str, lines: tuple[tuple[int, int], ...], reason: str) -> RefundPreview:
    """Return what start_refund would give back, changing nothing."""
    order = Order.objects.filter(no=order_no).first()
    if order is None:
        raise order_unknown(order_no)
    return preview_of(order, lines, reason)


def start_refund(
    *,
    order_no: str,
    lines: tuple[tuple[int, int], ...],
    reason: str,
    actor: str,
    restock: bool = False,
    unlimited: bool = False,
) -> AfterSaleFacts:
    """Refund pieces of a paid order (none: all that is left) on one's own account; call it outside a transaction.

    Each member of staff has a limit per refund and per day (Asia/Shanghai); unlimited is for head office. Written to the
    audit chain. Raises NotFound("order_unknown"), Conflict("order_state" | "after_sale_over" | "after_sale_open"),
    Forbidden("refund_limit"), DomainError naming `reason`, `quantity`.
    """
    if not reason.strip():
        raise DomainError("reason_required", "请填写退款原因", field="reason")
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(no=order_no).first()
        if order is None:
            raise order_unknown(order_no)
        wish = AfterSaleApplication(
            order.customer_id,
            order_no,
            lines,
            reason=reason,
            kind=AfterSaleKind.REFUND,
            description="商家主动退款",
        )
        made = open_request(order, wish, opened_by=actor)
        if not unlimited:
            _check_limit(actor, made)
        row = lock_after_sale(made.after_sale_no)
        agree(row, actor=actor, restock=restock, note="商家主动退款")
        audit.record(
            actor=actor,
            action="after_sale.started_by_staff",
            subject=f"order:{order_no}",
            change={"after_sale_no": row.no, "refund_fen": row.refund_fen, "reason": reason[:200]},
        )
    return settle_refund(made.after_sale_no)


def _check_limit(actor: str, made: AfterSaleFacts) -> None:
    terms = after_sale_terms()
    if made.refund_fen > terms.staff_limit_fen:
        raise Forbidden(
            "refund_limit",
            f"单笔最多退 ¥{yuan(terms.staff_limit_fen)}，请由总部处理",
            field="reason",
            limit_fen=terms.staff_limit_fen,
        )
    start = datetime.combine(clock.business_date(), time.min, clock.SHANGHAI)
    mine = AfterSale.objects.filter(
        opened_by=actor[:60], applied_at__gte=start, applied_at__lt=start + timedelta(days=1)
    )
    spent = mine.exclude(status__in=UNDONE).aggregate(n=Sum("refund_fen"))["n"] or 0
    if spent > terms.staff_daily_fen:
        raise Forbidden(
            "refund_limit",
            f"今天已主动退款 ¥{yuan(spent - made.refund_fen)}，每日上限 ¥{yuan(terms.staff_daily_fen)}",
            field="reason",
            limit_fen=terms.staff_daily_fen,
        )
