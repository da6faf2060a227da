"""Orders as the customer sees them."""

from datetime import datetime

from yutang.foundation.links.api import bindings_of
from yutang.foundation.links.contracts import BindingKind
from yutang.foundation.org.api import staff_by_ids, stores_by_ids
from yutang.kernel.errors import NotFound
from yutang.revenue.orders import api as orders
from yutang.revenue.orders.contracts import (
    AddressSnapshot,
    OrderDetail,
    OrderLineFacts,
    OrderStatus,
    OrderSummary,
    ShipmentFacts,
)
from yutang.revenue.payments.api import payments_of_order
from yutang.revenue.payments.contracts import PaymentStatus
from yutang.revenue.pricing.contracts import Delivery
from yutang.revenue.wallet.contracts import PROVIDER as WALLET
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.answers.order_words import card_actions, detail_actions, progress_of, status_detail
from yutang.surfaces.mall.answers.vouchers import of_order
from yutang.surfaces.mall.schemas.me import GuideOut
from yutang.surfaces.mall.schemas.orders import (
    LogisticsOut,
    OrderAfterSaleOut,
    OrderCardOut,
    OrderLineOut,
    OrderOut,
    OrdersOut,
    PaymentOut,
    PickupOut,
    ReceiverOut,
    TrackOut,
)
from yutang.surfaces.mall.schemas.quote import BenefitUseOut, ExplanationOut

PAGE_SIZE = 20
ONLINE_PAYMENT = "在线支付"
BALANCE_PAYMENT = "余额支付"


def page_of(customer_id: int, *, tab: str, before: int | None) -> OrdersOut:
    """One tab of the list, the newest first."""
    found = orders.orders_page(
        customer_id=customer_id, status=None if tab == "all" else tab, before=before, limit=PAGE_SIZE
    )
    names = _store_names([order.store_id for order in found.orders])
    return OrdersOut(
        items=[_card(order, names) for order in found.orders],
        next_before=found.next_before,
    )


def _store_names(store_ids: list[int | None]) -> dict[int, str]:
    wanted = {store_id for store_id in store_ids if store_id is not None}
    return {store_id: store.name for store_id, store in stores_by_ids(wanted).items()} if wanted else {}


def _card(order: OrderSummary, store_names: dict[int, str]) -> OrderCardOut:
    return OrderCardOut(
        no=order.order_no,
        status=order.status,
        status_text=order.status_text,
        placed_at=order.placed_at,
        store_name=store_names.get(order.store_id or 0, ""),
        delivery=Delivery(order.delivery).value,
        lines=[line_out(line) for line in order.lines],
        quantity=sum(line.quantity for line in order.lines),
        total_fen=order.total_fen,
        pay_before=order.pay_before,
        actions=card_actions(order),
    )


def line_out(line: OrderLineFacts) -> OrderLineOut:
    """One line with what has come back of it."""
    return OrderLineOut(
        id=line.line_id,
        sku_id=line.sku_id,
        product_id=line.product_id,
        name=line.name,
        spec=line.spec,
        picture=media_url(line.picture),
        tint=line.tint,
        quantity=line.quantity,
        unit_price_fen=line.unit_fen,
        paid_fen=line.paid_fen,
        refunded_fen=line.refunded_fen,
        refunded_quantity=line.refunded_quantity,
        refundable_quantity=0 if line.is_gift else line.quantity - line.refunded_quantity,
        is_gift=line.is_gift,
        points=line.points,
    )


def order_of(customer_id: int, no: str) -> OrderOut:
    """One order, whole; raises order_unknown for somebody else's."""
    detail = orders.order_detail(order_no=no, customer_id=customer_id)
    order = detail.summary
    return OrderOut(
        no=order.order_no,
        status=order.status,
        status_text=order.status_text,
        status_detail=status_detail(detail),
        progress=progress_of(detail),
        delivery=Delivery(order.delivery).value,
        logistics=_logistics(detail) if detail.shipments else None,
        receiver=_receiver(detail.address) if detail.address else None,
        pickup=_pickup(detail) if order.delivery == Delivery.PICKUP else None,
        vouchers=of_order(order.order_id) if order.delivery == Delivery.VOUCHER else [],
        lines=[line_out(line) for line in order.lines],
        subtotal_fen=detail.subtotal_fen,
        discount_fen=detail.discount_fen,
        shipping_fen=detail.shipping_fen,
        total_fen=order.total_fen,
        refunded_fen=order.refunded_fen,
        explanation=[_explanation(row) for row in detail.explanation],
        guide=guide_of(customer_id),
        note=detail.note,
        placed_at=order.placed_at,
        paid_at=detail.paid_at,
        pay_before=order.pay_before,
        pay_method=_pay_method(detail),
        after_sales=[
            OrderAfterSaleOut(
                no=sale.after_sale_no,
                status=sale.status,
                status_text=sale.status_text,
                refund_fen=sale.refund_fen,
            )
            for sale in detail.after_sales
        ],
        points_used=detail.points_used,
        points_fen=detail.points_fen,
        benefits=[
            BenefitUseOut(kind=str(one["kind"]), title=str(one["title"]), saved_fen=int(one["saved_fen"]))
            for one in detail.benefits
        ],
        actions=detail_actions(detail),
    )


def _pay_method(detail: OrderDetail) -> str:
    """With what the order was paid; nothing as long as it is not."""
    if detail.paid_at is None:
        return ""
    paid = payments_of_order(detail.summary.order_no)
    by_balance = any(one.provider == WALLET and one.status == PaymentStatus.SUCCEEDED for one in paid)
    return BALANCE_PAYMENT if by_balance else ONLINE_PAYMENT


def _explanation(row: dict[str, object]) -> ExplanationOut:
    return ExplanationOut(
        kind=str(row.get("kind", "")),
        title=str(row.get("label", "")),
        detail=str(row.get("detail", "")),
        amount_fen=int(str(row.get("amount_fen", 0))),
        struck_fen=None if row.get("before_fen") is None else int(str(row["before_fen"])),
    )


def _receiver(address: AddressSnapshot) -> ReceiverOut:
    return ReceiverOut(
        name=address.name,
        phone_masked=f"{address.phone[:3]}****{address.phone[-4:]}",
        address="".join((address.province, address.city, address.district, " ", address.detail)),
    )


def _pickup(detail: OrderDetail) -> PickupOut | None:
    store = stores_by_ids([detail.summary.store_id or 0]).get(detail.summary.store_id or 0)
    if store is None:
        return None
    is_waiting = detail.summary.status in (OrderStatus.PAID, OrderStatus.READY_FOR_PICKUP)
    return PickupOut(
        store_name=store.name,
        address=store.address,
        hours=store.hours,
        phone=store.phone,
        code=detail.pickup_code if is_waiting and detail.pickup_code else None,
    )


def _logistics(detail: OrderDetail) -> LogisticsOut:
    """All facts of all parcels, the newest first; only the newest is current."""
    tracks: list[tuple[datetime, str, str]] = []
    for shipment in detail.shipments:
        tracks += [(event.happened_at, event.text, event.city) for event in shipment.events]
        if not any(event.status == "collected" for event in shipment.events):
            tracks.append((shipment.shipped_at, "已发出", f"{shipment.carrier} {shipment.waybill_no}"))
    if detail.paid_at:
        tracks.append((detail.paid_at, "支付成功", _pay_method(detail)))
    tracks.sort(key=lambda track: track[0], reverse=True)
    newest: ShipmentFacts | None = detail.shipments[-1] if detail.shipments else None
    return LogisticsOut(
        carrier=newest.carrier if newest else "",
        tracking_no=newest.waybill_no if newest else "",
        events=[
            TrackOut(at=at, title=title, detail=text, current=place == 0)
            for place, (at, title, text) in enumerate(tracks)
        ],
    )


def logistics_of(customer_id: int, no: str) -> LogisticsOut:
    """Where the goods are."""
    return _logistics(orders.order_detail(order_no=no, customer_id=customer_id))


def guide_of(customer_id: int) -> GuideOut | None:
    """The customer's exclusive guide, if he is bound to one."""
    guides = [b.holder_id for b in bindings_of([customer_id]) if b.kind == BindingKind.GUIDE]
    staff = staff_by_ids(guides).get(guides[0]) if guides else None
    if staff is None or not staff.is_active:
        return None
    names = _store_names([staff.store_id])
    return GuideOut(
        name=staff.display_name, avatar=media_url(staff.avatar), store_name=names.get(staff.store_id or 0, "")
    )


def payment_of(customer_id: int, no: str) -> PaymentOut:
    """How a payment stands; asks the provider when we have not heard. Somebody else's does not exist."""
    payment = orders.refresh_payment(customer_id=customer_id, payment_no=no)
    if payment.customer_id != customer_id:
        raise NotFound("payment_unknown", "没有这笔支付", payment_no=no)
    detail = orders.order_detail(order_no=payment.order_no, customer_id=customer_id)
    return PaymentOut(
        payment_no=payment.payment_no,
        order_no=payment.order_no,
        status=PaymentStatus(payment.status).value,
        amount_fen=payment.amount_fen,
        order_status=detail.summary.status,
    )
