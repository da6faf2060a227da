"""What crosses the border of orders: commands, answers, facts and errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.revenue.orders import after_sale_terms, history, ready, virtual
from yutang.revenue.pricing.contracts import BenefitUse, Delivery, Quote

UNPAID_MINUTES = 30
AUTO_COMPLETE_DAYS = 7
AFTER_SALE_DAYS = 7

VirtualDelivery = virtual.VirtualDelivery
UseStanding = virtual.UseStanding
ImportLine = history.ImportLine
ImportDiscount = history.ImportDiscount
ImportOrder = history.ImportOrder
Imported = history.Imported
ImportedTotals = history.ImportedTotals

ReadyGoods = ready.ReadyGoods
ReadyOrder = ready.ReadyOrder
WrittenOrder = ready.WrittenOrder

AfterSaleKind = after_sale_terms.AfterSaleKind
AfterSaleStatus = after_sale_terms.AfterSaleStatus
AfterSaleApplication = after_sale_terms.AfterSaleApplication
AfterSaleFacts = after_sale_terms.AfterSaleFacts
AfterSaleLineFacts = after_sale_terms.AfterSaleLineFacts
AfterSaleMoment = after_sale_terms.AfterSaleMoment
AfterSaleParcel = after_sale_terms.AfterSaleParcel
AfterSaleTerms = after_sale_terms.AfterSaleTerms
ExchangeChoice = after_sale_terms.ExchangeChoice
RefundLimit = after_sale_terms.RefundLimit
RefundLimitProvider = after_sale_terms.RefundLimitProvider
RefundLimitWant = after_sale_terms.RefundLimitWant
RefundPreview = after_sale_terms.RefundPreview
RefundSentence = after_sale_terms.RefundSentence
AFTER_SALE_KIND_TEXT = after_sale_terms.AFTER_SALE_KIND_TEXT
AFTER_SALE_TEXT = after_sale_terms.AFTER_SALE_TEXT
FAULT_REASONS = after_sale_terms.FAULT_REASONS
OPEN_AFTER_SALES = after_sale_terms.OPEN_AFTER_SALES


class OrderStatus(StrEnum):
    PENDING_PAYMENT = "pending_payment"
    PAID = "paid"
    SHIPPED = "shipped"
    READY_FOR_PICKUP = "ready_for_pickup"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


ORDER_STATUS_TEXT = {
    OrderStatus.PENDING_PAYMENT: "待付款",
    OrderStatus.PAID: "待发货",
    OrderStatus.SHIPPED: "待收货",
    OrderStatus.READY_FOR_PICKUP: "待自提",
    OrderStatus.COMPLETED: "已完成",
    OrderStatus.CANCELLED: "已取消",
}


class OrderAfterSale(StrEnum):
    """The order's after-sale side, beside its status."""

    NONE = "none"
    APPLIED = "applied"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class CartLineFacts:
    line_id: int
    sku_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    quantity: int
    selected: bool
    unit_fen: int
    base_unit_fen: int
    price_when_added_fen: int
    available: int | None
    problem: str
    problem_text: str


@dataclass(frozen=True, slots=True)
class CartFacts:
    """A cart with the quote of what is selected in it; invalid lines stay in the list and out of the quote."""

    lines: tuple[CartLineFacts, ...]
    quote: Quote | None
    count: int


@dataclass(frozen=True, slots=True)
class PayWant:
    """A customer who wants to pay an order, and where the cashier sends him afterwards."""

    customer_id: int
    order_no: str
    return_url: str = ""


@dataclass(frozen=True, slots=True)
class CartWant:
    """A customer who puts something into the cart."""

    customer_id: int
    sku_id: int
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """One wish for one order.

    key is the caller's Idempotency-Key. expected_total_fen is the total that the customer saw; None skips the comparison.
    Give `lines` as (sku_id, quantity), or from_cart=True for the selected cart lines. points: how many to pay with, -1 for
    as many as are allowed.
    """

    customer_id: int
    key: str
    lines: tuple[tuple[int, int], ...] = ()
    from_cart: bool = False
    coupon_code: str | None = None
    delivery: str = Delivery.EXPRESS
    address_id: int | None = None
    store_id: int | None = None
    expected_total_fen: int | None = None
    note: str = ""
    visitor_id: str = ""
    points: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    order_id: int
    order_no: str
    total_fen: int
    pay_before: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why one wish was refused. Part of the answer, not an exception: the other wishes of the batch go on."""

    code: str
    message: str
    status: int
    details: dict[str, Any]
    repeated: bool = False

    def as_error(self) -> DomainError:
        """The same refusal as an exception, for callers that ask for one order."""
        return DomainError(self.code, self.message, status=self.status, **self.details)


@dataclass(frozen=True, slots=True)
class DraftLine:
    sku_id: int
    product_id: int
    quantity: int
    paid_fen: int


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """An order that is about to be written, as snapshot providers see it."""

    order_id: int
    customer_id: int
    store_id: int | None
    lines: tuple[DraftLine, ...]
    paid_fen: int
    distributor_id: int | None
    link_id: int | None
    placed_at: datetime
    delivery: str = Delivery.EXPRESS


@dataclass(frozen=True, slots=True)
class ClaimWant:
    """What one order uses up besides stock and coupons: points, and benefits that somebody keeps books about."""

    order_no: str
    customer_id: int
    points: int
    benefits: tuple[BenefitUse, ...]
    quote: Quote


type ClaimTaker = Callable[[Sequence[ClaimWant]], Sequence[Refused | None]]
"""Takes what orders use up, in their transaction: None for what was taken, a refusal otherwise, in the same order."""


type SnapshotProvider = Callable[[Sequence[DraftOrder]], Sequence[dict[str, Any]]]
"""Freezes what a module must remember about each draft: JSON-safe, one dict per draft, in the same order."""


@dataclass(frozen=True, slots=True)
class OrderLineFacts:
    line_id: int
    sku_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    quantity: int
    unit_fen: int
    base_unit_fen: int
    discount_fen: int
    paid_fen: int
    refunded_quantity: int
    refunded_fen: int
    points: int = 0
    refunded_points: int = 0
    is_gift: bool = False
    promotions: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class OrderSummary:
    order_id: int
    order_no: str
    customer_id: int
    store_id: int | None
    status: str
    status_text: str
    after_sale_status: str
    delivery: str
    total_fen: int
    refunded_fen: int
    placed_at: datetime
    pay_before: datetime | None
    lines: tuple[OrderLineFacts, ...]


@dataclass(frozen=True, slots=True)
class ParcelEvent:
    status: str
    city: str
    text: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class ShipmentFacts:
    waybill_no: str
    carrier: str
    status: str
    shipped_at: datetime
    delivered_at: datetime | None
    events: tuple[ParcelEvent, ...]


@dataclass(frozen=True, slots=True)
class AddressSnapshot:
    name: str
    phone: str
    province: str
    city: str
    district: str
    detail: str


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """Everything one customer may see of one order. `actions` says what can be done now: pay cancel receive refund."""

    summary: OrderSummary
    subtotal_fen: int
    discount_fen: int
    shipping_fen: int
    explanation: tuple[dict[str, Any], ...]
    address: AddressSnapshot | None
    note: str
    pickup_code: str
    coupon_code: str
    paid_at: datetime | None
    shipped_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    after_sale_until: datetime | None
    shipments: tuple[ShipmentFacts, ...]
    after_sales: tuple[AfterSaleFacts, ...]
    actions: tuple[str, ...]
    points_used: int = 0
    points_fen: int = 0
    benefits: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """A page of orders, newest first. next_before goes into the next call; None at the end."""

    orders: tuple[OrderSummary, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class PickedUp:
    """The answer to a scan: first=True hands the goods over; otherwise who did it, and when."""

    order_no: str
    first: bool
    at: datetime
    by: str
    lines: tuple[OrderLineFacts, ...]


@dataclass(frozen=True, slots=True)
class RecentBuyer:
    """One true row for a ticker: masked name, how much of what, when."""

    nickname: str
    avatar: str
    quantity: int
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class CartCount:
    """How many pieces a cart holds."""

    count: int


def order_unknown(no: str) -> NotFound:
    """The error for an order that does not exist or belongs to somebody else: the two look the same on purpose."""
    return NotFound("order_unknown", "没有找到这笔订单", order_no=no[:40])


def state_conflict(order_no: str, status: str, wanted: str) -> Conflict:
    """The error for a step that the order's state does not allow."""
    return Conflict(
        "order_state",
        f"订单{ORDER_STATUS_TEXT.get(OrderStatus(status), status)}，不能{wanted}",
        order_no=order_no,
        order_status=status,
    )
