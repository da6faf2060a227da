"""After-sale requests as plain facts."""

from collections.abc import Iterable

from yutang.kernel.errors import NotFound
from yutang.revenue.orders.contracts import (
    AFTER_SALE_TEXT,
    AfterSaleFacts,
    AfterSaleLineFacts,
    AfterSaleStatus,
)
from yutang.revenue.orders.models import AfterSale, AfterSaleLine


def after_sale_facts(rows: Iterable[AfterSale]) -> list[AfterSaleFacts]:
    """Return requests as values, with their lines (one statement for all)."""
    found = list(rows)
    lines: dict[int, list[AfterSaleLineFacts]] = {row.pk: [] for row in found}
    shares = AfterSaleLine.objects.filter(after_sale_id__in=list(lines)).select_related("line").order_by("pk")
    for share in shares:
        lines[share.after_sale_id].append(
            AfterSaleLineFacts(
                line_id=share.line_id,
                product_id=share.line.product_id,
                name=share.line.name,
                spec=share.line.spec,
                picture=share.line.picture,
                tint=share.line.tint,
                quantity=share.quantity,
                refund_fen=share.refund_fen,
            )
        )
    return [
        AfterSaleFacts(
            after_sale_id=row.pk,
            after_sale_no=row.no,
            order_id=row.order_id,
            order_no=row.order.no,
            customer_id=row.customer_id,
            status=row.status,
            status_text=AFTER_SALE_TEXT[AfterSaleStatus(row.status)],
            reason=row.reason,
            description=row.description,
            evidence=tuple(row.evidence),
            refund_fen=row.refund_fen,
            shipping_fen=row.shipping_fen,
            restock=row.restock,
            refuse_reason=row.refuse_reason,
            applied_at=row.applied_at,
            decided_at=row.decided_at,
            refunded_at=row.refunded_at,
            lines=tuple(lines[row.pk]),
        )
        for row in found
    ]


def after_sale_by_no(after_sale_no: str) -> AfterSaleFacts:
    """Return one request; raises NotFound("after_sale_unknown")."""
    found = after_sale_facts(AfterSale.objects.select_related("order").filter(no=after_sale_no))
    if not found:
        raise NotFound("after_sale_unknown", "没有找到这笔售后", after_sale_no=after_sale_no[:40])
    return found[0]


def after_sale_detail(*, customer_id: int, after_sale_no: str) -> AfterSaleFacts:
    """Return one's own request; somebody else's looks as if it did not exist."""
    found = after_sale_by_no(after_sale_no)
    if found.customer_id != customer_id:
        raise NotFound("after_sale_unknown", "没有找到这笔售后", after_sale_no=after_sale_no[:40])
    return found


def after_sales_of(customer_id: int, *, limit: int = 50) -> list[AfterSaleFacts]:
    """Return a customer's requests, newest first."""
    rows = AfterSale.objects.select_related("order").filter(customer_id=customer_id).order_by("-pk")
    return after_sale_facts(rows[:limit])
