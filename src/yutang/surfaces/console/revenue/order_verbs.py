"""What staff can do with an order. Every verb is a service of orders."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.kernel import audit
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.api import (
    cancel_order,
    mark_ready_for_pickup,
    ship_order,
    step_parcel,
    verify_pickup,
)
from yutang.revenue.orders.contracts import OrderStatus
from yutang.revenue.orders.models import Order, Shipment
from yutang.revenue.pricing.contracts import Delivery
from yutang.surfaces.console.access import actor_of, visible_stores
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.revenue.after_sale_verbs import START_REFUND_VERB


class ShipForm(forms.Form):
    """Which courier; empty fields let the embedded courier choose."""

    carrier = forms.CharField(label="快递公司", max_length=40, required=False, help_text="留空由内置快递承运")
    waybill_no = forms.CharField(label="运单号", max_length=40, required=False, help_text="留空自动生成")


class PickupForm(forms.Form):
    """The code that the customer shows."""

    code = forms.CharField(label="提货码", max_length=16)


class CancelForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="原因", max_length=60, initial="客户要求取消")


def _ship(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    facts = ship_order(
        order_no=row.no, carrier=data["carrier"], waybill_no=data["waybill_no"], actor=actor_of(request)
    )
    return f"已发货，{facts.carrier} {facts.waybill_no}"


def _ready(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    mark_ready_for_pickup(order_no=row.no, actor=actor_of(request))
    return "已备好，客户会收到提货通知"


def _step(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    waybill_no = (
        Shipment.objects.filter(order=row).order_by("-id").values_list("waybill_no", flat=True).first()
    )
    event = step_parcel(waybill_no=waybill_no or "")
    if event is None:
        return "这个包裹没有下一步了"
    audit.record(
        actor=actor_of(request),
        action="console.step_parcel",
        subject=f"order:{row.pk}",
        change={"status": event.status},
    )
    return event.text


def _pick_up(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    if data["code"].strip() != row.pickup_code:
        raise DomainError("pickup_code_wrong", "提货码不对，请让客户再出示一次", field="code")
    answer = verify_pickup(code=data["code"].strip(), staff_id=int(request.user.pk or 0))
    return "核销成功，可以交货" if answer.first else f"这笔订单已由 {answer.by} 核销过"


def _verify_any(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    code = data["code"].strip()
    stores = visible_stores(request)
    if stores is not None:
        # Somebody else's code is unknown here, as if it did not exist.
        from_here = _order_of_code(code, stores)
        if not from_here:
            raise DomainError("pickup_code_unknown", "没有这个提货码，或不是本店的订单", field="code")
    answer = verify_pickup(code=code, staff_id=int(request.user.pk or 0))
    if not answer.first:
        return f"订单 {answer.order_no} 已由 {answer.by} 核销过"
    return f"核销成功，订单 {answer.order_no} 可以交货：" + "，".join(
        f"{line.name} × {line.quantity}" for line in answer.lines
    )


def _order_of_code(code: str, stores: frozenset[int]) -> bool:
    return Order.objects.filter(pickup_code=code, store_id__in=stores).exists()


def _cancel(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    cancel_order(customer_id=row.customer_id, order_no=row.no, reason=data["reason"])
    audit.record(
        actor=actor_of(request), action="console.cancel_order", subject=f"order:{row.pk}", change=dict(data)
    )
    return "订单已取消，占用的库存和优惠券已退回"


def _is_paid_by(delivery: Delivery) -> Any:
    return lambda row: row.status == OrderStatus.PAID and row.delivery == delivery


def _can_step(row: Any) -> bool:
    return bool(row.status == OrderStatus.SHIPPED and row.delivered_at is None and row.imported_key is None)


ORDER_VERBS = (
    Verb(
        "ship",
        "发货",
        _ship,
        ShipForm,
        icon="local_shipping",
        is_main=True,
        when=_is_paid_by(Delivery.EXPRESS),
    ),
    Verb(
        "ready",
        "备好，等客户来取",
        _ready,
        icon="inventory_2",
        is_main=True,
        when=_is_paid_by(Delivery.PICKUP),
        explain="会通知客户到店提货。",
    ),
    Verb(
        "pick-up",
        "核销提货",
        _pick_up,
        PickupForm,
        icon="qr_code_scanner",
        is_main=True,
        when=lambda row: (
            row.delivery == Delivery.PICKUP and row.status in {OrderStatus.PAID, OrderStatus.READY_FOR_PICKUP}
        ),
    ),
    Verb(
        "step",
        "推进物流一步",
        _step,
        icon="skip_next",
        when=_can_step,
        explain="内置快递：手动走一步，例如揽收、到达、派送、签收。",
    ),
    Verb(
        "cancel",
        "取消订单",
        _cancel,
        CancelForm,
        icon="cancel",
        is_danger=True,
        when=lambda row: row.status == OrderStatus.PENDING_PAYMENT,
        explain="只能取消还没付款的订单：释放占用的库存和优惠券，支付单同时关闭。已付款的订单请用“主动退款”。",
    ),
    START_REFUND_VERB,
)
ORDER_LIST_VERBS = (Verb("verify-pickup", "核销提货码", _verify_any, PickupForm, icon="qr_code_scanner"),)
