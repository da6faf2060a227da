"""After-sale applications."""

from yutang.kernel.errors import DomainError
from yutang.kernel.money import yuan
from yutang.revenue.orders import api as orders
from yutang.revenue.orders.contracts import AfterSaleApplication, AfterSaleFacts, AfterSaleStatus
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.answers.uploads import is_own_picture
from yutang.surfaces.mall.schemas.after_sales import (
    AfterSaleIn,
    AfterSaleLineOut,
    AfterSaleOut,
    AfterSalesOut,
    AfterSaleStep,
    RefundPreviewIn,
    RefundPreviewOut,
)

PAGE_SIZE = 20
MOST = 1000


def apply(customer_id: int, body: AfterSaleIn) -> AfterSaleOut:
    """Ask for money back; evidence must be pictures this customer uploaded."""
    for path in body.pictures:
        if not is_own_picture(customer_id, path):
            raise DomainError("picture_unknown", "凭证图片不存在，请重新上传", field="pictures")
    return after_sale_out(
        orders.apply_after_sale(
            AfterSaleApplication(
                customer_id=customer_id,
                order_no=body.order_no,
                lines=tuple((line.line_id, line.quantity) for line in body.lines),
                reason=body.reason,
                description=body.note,
                evidence=tuple(body.pictures),
            )
        )
    )


def preview(customer_id: int, body: RefundPreviewIn) -> RefundPreviewOut:
    """What would come back."""
    refund_fen = orders.preview_after_sale(
        AfterSaleApplication(
            customer_id=customer_id,
            order_no=body.order_no,
            lines=tuple((line.line_id, line.quantity) for line in body.lines),
        )
    )
    return RefundPreviewOut(
        refund_fen=refund_fen,
        formula=f"按这些商品实际支付的金额，优惠按比例分摊后退 ¥{yuan(refund_fen)}",
    )


def after_sale_out(sale: AfterSaleFacts) -> AfterSaleOut:
    """One application and its story."""
    return AfterSaleOut(
        no=sale.after_sale_no,
        order_no=sale.order_no,
        status=sale.status,
        status_text=sale.status_text,
        refund_fen=sale.refund_fen,
        shipping_fen=sale.shipping_fen,
        reason=sale.reason,
        note=sale.description,
        pictures=[media_url(path) for path in sale.evidence],
        lines=[
            AfterSaleLineOut(
                line_id=line.line_id,
                product_id=line.product_id,
                name=line.name,
                spec=line.spec,
                picture=media_url(line.picture),
                tint=line.tint,
                quantity=line.quantity,
                refund_fen=line.refund_fen,
            )
            for line in sale.lines
        ],
        steps=_steps(sale),
        can_cancel=sale.status == AfterSaleStatus.APPLIED,
        created_at=sale.applied_at,
    )


def _steps(sale: AfterSaleFacts) -> list[AfterSaleStep]:
    """The newest first; only the newest is current."""
    steps = [(sale.applied_at, "提交申请", sale.reason)]
    if sale.decided_at is not None:
        if sale.status == AfterSaleStatus.REFUSED:
            steps.append((sale.decided_at, "商家已拒绝", sale.refuse_reason))
        elif sale.status != AfterSaleStatus.WITHDRAWN:
            steps.append((sale.decided_at, "商家已同意", f"退款 ¥{yuan(sale.refund_fen)}"))
    if sale.refunded_at is not None:
        steps.append((sale.refunded_at, "退款成功", "已原路退回付款账户"))
    steps.reverse()
    return [
        AfterSaleStep(at=at, title=title, detail=detail, current=place == 0)
        for place, (at, title, detail) in enumerate(steps)
    ]


def page_of(customer_id: int, *, page: int) -> AfterSalesOut:
    """One page of applications, the newest first."""
    start = (page - 1) * PAGE_SIZE
    sales = orders.after_sales_of(customer_id, limit=min(start + PAGE_SIZE + 1, MOST))
    return AfterSalesOut(
        items=[after_sale_out(sale) for sale in sales[start : start + PAGE_SIZE]],
        next_page=page + 1 if len(sales) > start + PAGE_SIZE else None,
    )


def one_of(customer_id: int, no: str) -> AfterSaleOut:
    """One application."""
    return after_sale_out(orders.after_sale_detail(customer_id=customer_id, after_sale_no=no))


def cancel(customer_id: int, no: str) -> AfterSaleOut:
    """Withdraw it."""
    return after_sale_out(orders.withdraw_after_sale(customer_id=customer_id, after_sale_no=no))
