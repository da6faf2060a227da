"""Orders from placing to receiving."""

from typing import Annotated, Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.me import GuideOut
from yutang.surfaces.mall.schemas.quote import (
    BenefitUseOut,
    CouponChoice,
    Delivery,
    ExplanationOut,
    Points,
    WantIn,
)
from yutang.surfaces.mall.schemas.shared import ActionOut, Fen, Id, In, Moment, Out, Text
from yutang.surfaces.mall.schemas.vouchers import VoucherOut

OrderTab = Literal["all", "pending_payment", "paid", "shipped", "ready_for_pickup", "completed", "after_sale"]


class OrderIn(In):
    """Place an order at the price the customer has seen."""

    lines: Annotated[list[WantIn], Field(min_length=1, max_length=50)] | None = None
    coupon: CouponChoice = "best"
    delivery: Delivery = "express"
    address_id: Id | None = None
    store_id: Id | None = None
    expected_total_fen: Fen
    note: Annotated[Text, Field(max_length=200)] = ""
    points: Points = 0


class PlacedOut(Out):
    """The order exists and waits for its money until `pay_before`."""

    order_no: str
    status: str
    total_fen: int
    pay_before: Moment | None


class OrderLineOut(Out):
    """One line; `refundable_quantity` is what after-sale may still take back."""

    id: int
    sku_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    quantity: int
    unit_price_fen: int
    paid_fen: int
    refunded_fen: int
    refunded_quantity: int
    refundable_quantity: int
    is_gift: bool = False
    points: int = 0


class OrderCardOut(Out):
    """An order in the list."""

    no: str
    status: str
    status_text: str
    placed_at: Moment
    store_name: str
    delivery: Delivery
    lines: list[OrderLineOut]
    quantity: int
    total_fen: int
    pay_before: Moment | None
    actions: list[ActionOut]


class OrdersOut(Out):
    """One page of orders, the newest first; `next_before` goes into the next call and is null at the end."""

    items: list[OrderCardOut]
    next_before: int | None


class ProgressNode(Out):
    """One node of the line under the state."""

    label: str
    state: Literal["done", "current", "todo"]


class TrackOut(Out):
    """One fact of the journey of a parcel, the newest first."""

    at: Moment
    title: str
    detail: str
    current: bool


class LogisticsOut(Out):
    """Where the goods are."""

    carrier: str
    tracking_no: str
    events: list[TrackOut]


class ReceiverOut(Out):
    """Where the parcel goes; the phone is masked."""

    name: str
    phone_masked: str
    address: str


class PickupOut(Out):
    """The store where the goods wait; the code opens them to the customer."""

    store_name: str
    address: str
    hours: str
    phone: str
    code: str | None


class OrderAfterSaleOut(Out):
    """An after-sale of this order."""

    no: str
    status: str
    status_text: str
    refund_fen: int


class OrderOut(Out):
    """One order, whole."""

    no: str
    status: str
    status_text: str
    status_detail: str
    progress: list[ProgressNode]
    delivery: Delivery
    logistics: LogisticsOut | None
    receiver: ReceiverOut | None
    pickup: PickupOut | None
    vouchers: list[VoucherOut]
    lines: list[OrderLineOut]
    subtotal_fen: int
    discount_fen: int
    shipping_fen: int
    total_fen: int
    refunded_fen: int
    explanation: list[ExplanationOut]
    guide: GuideOut | None
    note: str
    placed_at: Moment
    paid_at: Moment | None
    pay_before: Moment | None
    pay_method: str
    after_sales: list[OrderAfterSaleOut]
    points_used: int = 0
    points_fen: int = 0
    benefits: list[BenefitUseOut] = []
    actions: list[ActionOut]


class CancelIn(In):
    """Why the customer cancels."""

    reason: Annotated[Text, Field(max_length=100)] = ""


class CashierOut(Out):
    """Where to pay."""

    payment_no: str
    order_no: str
    amount_fen: int
    cashier_url: str


class PaymentOut(Out):
    """The state of a payment, for the waiting page."""

    payment_no: str
    order_no: str
    status: Literal["created", "succeeded", "closed", "failed"]
    amount_fen: int
    order_status: str
