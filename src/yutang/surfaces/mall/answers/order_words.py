"""The words and buttons of an order in each of its states."""

from collections.abc import Mapping

from yutang.revenue.orders.contracts import (
    AUTO_COMPLETE_DAYS,
    OrderDetail,
    OrderStatus,
    OrderSummary,
)
from yutang.revenue.pricing.contracts import Delivery
from yutang.surfaces.mall.answers.coupons import day
from yutang.surfaces.mall.schemas.orders import ProgressNode
from yutang.surfaces.mall.schemas.shared import SHANGHAI, ActionOut

BUTTONS = {
    "cancel": "取消订单",
    "refund": "申请售后",
    "logistics": "查看物流",
    "again": "再来一单",
    "pay": "去付款",
    "receive": "确认收货",
    "pickup": "看取货码",
    "vouchers": "去使用",
}
EXPRESS_NODES = ("已付款", "已发出", "派送中", "已签收")
PICKUP_NODES = ("已付款", "已备好", "已取货")
VOUCHER_NODES = ("已付款", "已出券")


def action(key: str, order_no: str) -> ActionOut:
    """One button; acts without a page are done in place."""
    paths = {
        "refund": f"/pages/after-sale/apply?no={order_no}",
        "logistics": f"/pages/order/logistics?no={order_no}",
        "pickup": f"/pages/order/detail?no={order_no}",
        "vouchers": "/pages/voucher/list",
    }
    return ActionOut(key=key, text=BUTTONS[key], path=paths.get(key, ""))


def card_actions(order: OrderSummary) -> list[ActionOut]:
    """What the list offers; the last one is the filled button."""
    keys = {
        OrderStatus.PENDING_PAYMENT: ("cancel", "pay"),
        OrderStatus.PAID: ("again",),
        OrderStatus.SHIPPED: ("logistics", "receive"),
        OrderStatus.READY_FOR_PICKUP: ("pickup",),
        OrderStatus.COMPLETED: ("again",),
        OrderStatus.CANCELLED: ("again",),
    }[OrderStatus(order.status)]
    if order.delivery == Delivery.VOUCHER:
        # Packs are bought from their page, one at a time: they never go into the cart again.
        keys = tuple(key for key in keys if key != "again")
        if order.status == OrderStatus.COMPLETED:
            keys = ("vouchers",)
    return [action(key, order.order_no) for key in keys]


def detail_actions(detail: OrderDetail) -> list[ActionOut]:
    """What orders allows now, in the order of the bar: quiet ones first, the main one last."""
    order = detail.summary
    keys: list[str] = [key for key in ("cancel", "refund") if key in detail.actions]
    if order.delivery == Delivery.VOUCHER:
        keys += ["vouchers"] if order.status == OrderStatus.COMPLETED else []
    elif order.status != OrderStatus.PENDING_PAYMENT:
        keys.append("again")
    keys += [key for key in ("pay", "receive") if key in detail.actions]
    return [action(key, order.order_no) for key in keys]


def status_detail(detail: OrderDetail) -> str:
    """The sentence under the state."""
    order = detail.summary
    sentences = {
        OrderStatus.PENDING_PAYMENT: _pay_before(detail),
        OrderStatus.PAID: _PREPARING[order.delivery],
        OrderStatus.READY_FOR_PICKUP: "已备好，到店出示取货码",
        OrderStatus.SHIPPED: _newest_fact(detail),
        OrderStatus.CANCELLED: detail.cancel_reason,
        OrderStatus.COMPLETED: _completed(detail),
    }
    return sentences[OrderStatus(order.status)]


_PREPARING: Mapping[str, str] = {
    Delivery.EXPRESS: "正在备货，发出后告诉你",
    Delivery.PICKUP: "门店正在备货",
    Delivery.VOUCHER: "正在出券，马上就好",
}


def _completed(detail: OrderDetail) -> str:
    until = f"{day(detail.after_sale_until)}前可申请" if detail.after_sale_until else ""
    if detail.summary.delivery == Delivery.VOUCHER:
        refund = f"；没用的部分{until}退款" if until else ""
        return f"到店出示券码使用{refund}"
    return f"{until}售后" if until else ""


def _pay_before(detail: OrderDetail) -> str:
    until = detail.summary.pay_before
    return f"请在 {until.astimezone(SHANGHAI):%H:%M} 前付款，超时自动取消" if until else ""


def _newest_fact(detail: OrderDetail) -> str:
    events = [event for shipment in detail.shipments for event in shipment.events]
    if not events:
        return f"{AUTO_COMPLETE_DAYS} 天后自动确认收货"
    return max(events, key=lambda event: event.happened_at).text


def progress_of(detail: OrderDetail) -> list[ProgressNode]:
    """The line of nodes; empty for an order that nobody paid."""
    order = detail.summary
    if detail.paid_at is None or order.status == OrderStatus.CANCELLED:
        return []
    labels = _NODES[order.delivery]
    reached = _reached(detail, last=len(labels) - 1)
    return [
        ProgressNode(label=label, state="done" if i < reached else "current" if i == reached else "todo")
        for i, label in enumerate(labels)
    ]


_NODES: Mapping[str, tuple[str, ...]] = {
    Delivery.EXPRESS: EXPRESS_NODES,
    Delivery.PICKUP: PICKUP_NODES,
    Delivery.VOUCHER: VOUCHER_NODES,
}


def _reached(detail: OrderDetail, *, last: int) -> int:
    order = detail.summary
    if order.status == OrderStatus.COMPLETED:
        return last
    statuses = {event.status for shipment in detail.shipments for event in shipment.events}
    if "delivered" in statuses:
        return last
    if "delivering" in statuses and last == len(EXPRESS_NODES) - 1:
        return last - 1
    return 1 if order.status in (OrderStatus.SHIPPED, OrderStatus.READY_FOR_PICKUP) else 0
