"""The door of orders (signatures; services follow)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from yutang.revenue.orders.contracts import *  # noqa: F403
from yutang.integrations.courier.contracts import CourierEvent
from yutang.revenue.payments.contracts import CashierTicket, Notification, PaymentFacts

__all__ = ['add_to_cart', 'after_sale_detail', 'after_sales_of', 'apply_after_sale', 'approve_after_sale', 'cancel_order', 'cart_count', 'cart_of', 'checkout_preview', 'close_after_sales', 'close_unpaid', 'complete_delivered', 'confirm_payments', 'confirm_receipt', 'import_orders', 'mark_ready_for_pickup', 'order_counts', 'order_detail', 'orders_page', 'paid_totals', 'pay_order', 'place_orders', 'preview_after_sale', 'recent_buyers', 'record_courier_events', 'refresh_payment', 'refuse_after_sale', 'register_snapshot', 'remove_from_cart', 'retry_refund', 'ship_order', 'step_parcel', 'update_cart', 'verify_pickup', 'withdraw_after_sale']


def add_to_cart(*, customer_id: int, sku_id: int, quantity: int = 1) -> "CartFacts":
    raise NotImplementedError


def update_cart(*, customer_id: int, sku_id: int, quantity: int | None = None, selected: bool | None = None, new_sku_id: int | None = None) -> "CartFacts":
    raise NotImplementedError


def remove_from_cart(*, customer_id: int, sku_ids: "Sequence[int]") -> "CartFacts":
    raise NotImplementedError


def cart_of(customer_id: int, *, with_quote: bool = True) -> "CartFacts":
    raise NotImplementedError


def cart_count(customer_id: int) -> int:
    raise NotImplementedError


def checkout_preview(request: "PlaceOrder") -> "Quote":
    raise NotImplementedError


def place_orders(batch: "Sequence[PlaceOrder]") -> "list[Placed | Refused]":
    raise NotImplementedError


def pay_order(*, customer_id: int, order_no: str, return_url: str = "") -> "CashierTicket":
    raise NotImplementedError


def confirm_payments(notifications: "Sequence[Notification]") -> "list[str]":
    raise NotImplementedError


def refresh_payment(*, customer_id: int, payment_no: str) -> "PaymentFacts":
    raise NotImplementedError


def cancel_order(*, customer_id: int, order_no: str, reason: str = "不想要了") -> None:
    raise NotImplementedError


def close_unpaid(*, limit: int = 500) -> int:
    raise NotImplementedError


def ship_order(*, order_no: str, carrier: str = "", waybill_no: str = "", actor: str = "") -> "ShipmentFacts":
    raise NotImplementedError


def mark_ready_for_pickup(*, order_no: str, actor: str = "") -> None:
    raise NotImplementedError


def step_parcel(*, waybill_no: str) -> "ParcelEvent | None":
    raise NotImplementedError


def record_courier_events(events: "Sequence[CourierEvent]") -> int:
    raise NotImplementedError


def confirm_receipt(*, customer_id: int, order_no: str) -> None:
    raise NotImplementedError


def verify_pickup(*, code: str, staff_id: int) -> "PickedUp":
    raise NotImplementedError


def complete_delivered(*, limit: int = 500) -> int:
    raise NotImplementedError


def close_after_sales(*, limit: int = 500) -> int:
    raise NotImplementedError


def apply_after_sale(application: "AfterSaleApplication") -> "AfterSaleFacts":
    raise NotImplementedError


def preview_after_sale(application: "AfterSaleApplication") -> int:
    raise NotImplementedError


def approve_after_sale(*, after_sale_no: str, actor: str, restock: bool = False) -> "AfterSaleFacts":
    raise NotImplementedError


def refuse_after_sale(*, after_sale_no: str, actor: str, reason: str) -> "AfterSaleFacts":
    raise NotImplementedError


def withdraw_after_sale(*, customer_id: int, after_sale_no: str) -> "AfterSaleFacts":
    raise NotImplementedError


def retry_refund(*, after_sale_no: str) -> "AfterSaleFacts":
    raise NotImplementedError


def after_sale_detail(*, customer_id: int, after_sale_no: str) -> "AfterSaleFacts":
    raise NotImplementedError


def after_sales_of(customer_id: int, *, limit: int = 50) -> "list[AfterSaleFacts]":
    raise NotImplementedError


def orders_page(*, customer_id: int, status: str | None = None, before: int | None = None, limit: int = 20) -> "OrdersPage":
    raise NotImplementedError


def order_detail(*, order_no: str, customer_id: int | None = None) -> "OrderDetail":
    raise NotImplementedError


def order_counts(customer_id: int) -> "dict[str, int]":
    raise NotImplementedError


def register_snapshot(name: str, provider: "SnapshotProvider") -> None:
    raise NotImplementedError


def recent_buyers(product_id: int, *, limit: int = 10) -> "list[RecentBuyer]":
    raise NotImplementedError


def paid_totals(customer_ids: "Sequence[int]") -> "dict[int, int]":
    raise NotImplementedError


def import_orders(batch: "Sequence[ImportOrder]") -> "Imported":
    raise NotImplementedError

