"""After-sale applications."""

from collections.abc import Iterable

from yutang.kernel.errors import DomainError
from yutang.kernel.money import yuan
from yutang.revenue.orders import api as orders
from yutang.revenue.orders.contracts import (
    AFTER_SALE_KIND_TEXT,
    FAULT_REASONS,
    AfterSaleApplication,
    AfterSaleFacts,
    AfterSaleKind,
    AfterSaleStatus,
    OrderStatus,
    RefundSentence,
)
from yutang.revenue.pricing.contracts import Delivery
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.answers.uploads import is_own_picture
from yutang.surfaces.mall.schemas.after_sales import (
    AfterSaleIn,
    AfterSaleLineOut,
    AfterSaleOptionsOut,
    AfterSaleOut,
    AfterSaleParcelOut,
    AfterSalesOut,
    AfterSaleStep,
    AppealIn,
    ExchangeChoiceOut,
    ExchangeLineOut,
    KindOut,
    ParcelStepOut,
    RefundPartOut,
    RefundPreviewIn,
    RefundPreviewOut,
    ReturnToOut,
    SendBackIn,
)

PAGE_SIZE = 20
MOST = 1000
OWN_REASONS = ("不想要了", "拍错/多拍", "信息填错")
KIND_NOTES = {
    AfterSaleKind.REFUND: "没收到货，或与商家协商好不用退货",
    AfterSaleKind.RETURN: "已收到货，需要退回商品",
    AfterSaleKind.EXCHANGE: "换同款同价的商品，商家收到退货后发出",
    AfterSaleKind.RESHIP: "少件、漏发，补寄给你",
}


def options(customer_id: int, order_no: str) -> AfterSaleOptionsOut:
    """Which kinds this order can have now, why, and what could come instead."""
    order = orders.order_detail(order_no=order_no, customer_id=customer_id)
    summary = order.summary
    has_left = summary.status in (OrderStatus.SHIPPED, OrderStatus.COMPLETED)
    kinds = [AfterSaleKind.REFUND]
    if has_left and summary.delivery != Delivery.VOUCHER:
        kinds = [AfterSaleKind.RETURN, AfterSaleKind.REFUND, AfterSaleKind.EXCHANGE, AfterSaleKind.RESHIP]
    choices = orders.exchange_choices(customer_id=customer_id, order_no=order_no) if len(kinds) > 1 else {}
    return AfterSaleOptionsOut(
        order_no=order_no,
        kinds=[
            KindOut(
                kind=kind.value,
                text=AFTER_SALE_KIND_TEXT[kind],
                note=KIND_NOTES[kind] if has_left else "商品还没发出，退款原路退回",
                reasons=_reasons(kind, has_left=has_left),
            )
            for kind in kinds
        ],
        exchanges=[
            ExchangeLineOut(
                line_id=line_id,
                choices=[
                    ExchangeChoiceOut(sku_id=one.sku_id, spec=one.spec or "同款", available=one.available)
                    for one in found
                ],
            )
            for line_id, found in choices.items()
        ],
    )


def _reasons(kind: AfterSaleKind, *, has_left: bool) -> list[str]:
    if kind == AfterSaleKind.RESHIP:
        return ["少件漏发", "商品破损", "快递丢件"]
    if not has_left:
        return [*OWN_REASONS, "发货太慢", "其他"]
    if kind == AfterSaleKind.EXCHANGE:
        return ["规格不合适", *FAULT_REASONS[:3], "其他"]
    return [*OWN_REASONS[:1], *FAULT_REASONS, "其他"]


def apply(customer_id: int, body: AfterSaleIn) -> AfterSaleOut:
    """Ask; evidence must be pictures this customer uploaded."""
    _check_pictures(customer_id, body.pictures)
    return after_sale_out(
        orders.apply_after_sale(
            AfterSaleApplication(
                customer_id=customer_id,
                order_no=body.order_no,
                lines=tuple((line.line_id, line.quantity) for line in body.lines),
                reason=body.reason,
                description=body.note,
                evidence=tuple(body.pictures),
                kind=body.kind,
                exchanges=tuple((x.line_id, x.new_sku_id) for x in body.lines if x.new_sku_id is not None),
            )
        )
    )


def _check_pictures(customer_id: int, paths: Iterable[str]) -> None:
    for path in paths:
        if not is_own_picture(customer_id, path):
            raise DomainError("picture_unknown", "凭证图片不存在，请重新上传", field="pictures")


def preview(customer_id: int, body: RefundPreviewIn) -> RefundPreviewOut:
    """What would come back."""
    found = orders.preview_refund(
        AfterSaleApplication(
            customer_id=customer_id,
            order_no=body.order_no,
            lines=tuple((line.line_id, line.quantity) for line in body.lines),
            reason=body.reason,
        )
    )
    return RefundPreviewOut(
        refund_fen=found.refund_fen,
        shipping_fen=found.shipping_fen,
        points_back=found.points_back,
        parts=_parts(found.parts),
        formula=f"按这些商品实际支付的金额，优惠按比例分摊后退 ¥{yuan(found.refund_fen)}",
    )


def _parts(parts: Iterable[RefundSentence]) -> list[RefundPartOut]:
    return [
        RefundPartOut(kind=part.kind, label=part.label, detail=part.detail, amount_fen=part.amount_fen)
        for part in parts
    ]


def after_sale_out(sale: AfterSaleFacts) -> AfterSaleOut:
    """One application and its story."""
    return AfterSaleOut(
        no=sale.after_sale_no,
        order_no=sale.order_no,
        kind=sale.kind,
        kind_text=sale.kind_text,
        status=sale.status,
        status_text=sale.status_text,
        refund_fen=sale.refund_fen,
        shipping_fen=sale.shipping_fen,
        points_back=sale.points_back,
        parts=_parts(sale.parts),
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
                points=line.points,
                is_gift=line.is_gift,
                new_spec=line.new_spec if line.new_sku_id not in (None, line.sku_id) else "",
            )
            for line in sale.lines
        ],
        steps=_steps(sale),
        parcels=_parcels(sale),
        return_to=_return_to(sale),
        due_at=sale.due_at,
        due_text=sale.due_text if sale.due_at else "",
        actions=list(sale.actions),
        can_cancel="cancel" in sale.actions,
        created_at=sale.applied_at,
    )


def _steps(sale: AfterSaleFacts) -> list[AfterSaleStep]:
    """The newest first; only the newest is current."""
    return [
        AfterSaleStep(
            at=moment.at,
            title=moment.text,
            detail=moment.detail,
            current=place == 0,
            pictures=[media_url(path) for path in moment.pictures],
        )
        for place, moment in enumerate(reversed(sale.story))
    ]


def _parcels(sale: AfterSaleFacts) -> list[AfterSaleParcelOut]:
    return [
        AfterSaleParcelOut(
            direction=parcel.direction,
            carrier=parcel.carrier,
            waybill_no=parcel.waybill_no,
            status=parcel.status,
            events=[ParcelStepOut(at=at, text=text) for at, text in parcel.events],
        )
        for parcel in sale.parcels
    ]


def _return_to(sale: AfterSaleFacts) -> ReturnToOut | None:
    if sale.status != AfterSaleStatus.RETURNING:
        return None
    terms = orders.after_sale_terms()
    return ReturnToOut(name=terms.return_name, phone=terms.return_phone, address=terms.return_address)


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


def send_back(customer_id: int, no: str, body: SendBackIn) -> AfterSaleOut:
    """Tell under which number the goods travel."""
    return after_sale_out(
        orders.send_back(
            customer_id=customer_id, after_sale_no=no, carrier=body.carrier, waybill_no=body.waybill_no
        )
    )


def appeal(customer_id: int, no: str, body: AppealIn) -> AfterSaleOut:
    """Ask head office."""
    _check_pictures(customer_id, body.pictures)
    return after_sale_out(
        orders.appeal_after_sale(
            customer_id=customer_id, after_sale_no=no, reason=body.reason, pictures=tuple(body.pictures)
        )
    )


def confirm(customer_id: int, no: str) -> AfterSaleOut:
    """Say that the replacement is there."""
    return after_sale_out(orders.confirm_replacement(customer_id=customer_id, after_sale_no=no))
