"""Facts that orders publishes. Ids and plain values only."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class OrderPlaced(DomainEvent):
    """An order exists; its stock, coupons, points and benefits are taken. benefits: {kind, reference, title, saved_fen}."""

    name: ClassVar[str] = "orders.order_placed"

    order_id: int
    order_no: str
    customer_id: int
    store_id: int | None
    total_fen: int
    points_used: int = 0
    benefits: tuple[dict[str, Any], ...] = ()

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True)
class OrderPaid(DomainEvent):
    """The money is there. paid_fen includes shipping_fen; what was paid with points is not money and not in it.

    lines: {line_id, sku_id, product_id, name, quantity, paid_fen}, with points and is_gift where there are any.
    credits: {kind, holder_kind, holder_id, share_bp, reason, link_id, touch_id}. benefits: {kind, reference, title,
    saved_fen}. imported=True is history from elsewhere.
    """

    name: ClassVar[str] = "orders.order_paid"

    order_id: int
    order_no: str
    customer_id: int
    store_id: int | None
    paid_fen: int
    shipping_fen: int
    is_first_order: bool
    lines: tuple[dict[str, Any], ...]
    credits: tuple[dict[str, Any], ...] = ()
    snapshots: dict[str, Any] = field(default_factory=dict)
    link_id: int | None = None
    paid_at: str = ""
    imported: bool = False
    points_used: int = 0
    benefits: tuple[dict[str, Any], ...] = ()

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True)
class OrderCancelled(DomainEvent):
    """An unpaid order is closed, or a paid one was given back before it left the house.

    points_used and benefits are what the order had taken; of a paid order its refunds have given back the points.
    """

    name: ClassVar[str] = "orders.order_cancelled"

    order_id: int
    order_no: str
    customer_id: int
    reason: str
    was_paid: bool
    points_used: int = 0
    benefits: tuple[dict[str, Any], ...] = ()

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True)
class OrderShipped(DomainEvent):
    """A parcel left, or the goods wait at the store's counter (waybill_no empty)."""

    name: ClassVar[str] = "orders.order_shipped"

    order_id: int
    order_no: str
    customer_id: int
    carrier: str
    waybill_no: str

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True)
class ParcelMoved(DomainEvent):
    """The courier reported a parcel. status: collected | in_transit | in_city | delivering | delivered.

    parcel: order (to the customer) | back (goods that return) | replacement.
    """

    name: ClassVar[str] = "orders.parcel_moved"

    order_id: int
    order_no: str
    customer_id: int
    waybill_no: str
    status: str
    city: str
    happened_at: str
    parcel: str = "order"

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True)
class OrderCompleted(DomainEvent):
    """The customer has the goods. The after-sale window runs until after_sale_until."""

    name: ClassVar[str] = "orders.order_completed"

    order_id: int
    order_no: str
    customer_id: int
    store_id: int | None
    how: str
    after_sale_until: str

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True)
class AfterSaleApplied(DomainEvent):
    """A customer wants money back."""

    name: ClassVar[str] = "orders.after_sale_applied"

    order_id: int
    order_no: str
    customer_id: int
    after_sale_no: str
    refund_fen: int
    reason: str
    kind: str = "refund"

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True)
class AfterSaleMoved(DomainEvent):
    """A request took a step; status as in AfterSaleStatus."""

    name: ClassVar[str] = "orders.after_sale_moved"

    order_id: int
    order_no: str
    customer_id: int
    after_sale_no: str
    kind: str
    status: str
    reason: str = ""

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True)
class OrderRefunded(DomainEvent):
    """Money and points went back. lines: {line_id, sku_id, product_id, quantity, refund_fen, points, is_gift,
    line_paid_fen, line_refunded_total_fen}.

    refund_fen is the money: the shares of the lines, plus shipping_fen, less deducted_fen (kept for gifts that stay).
    points_back: the points of these shares. is_full: every line that was paid for has gone back.
    """

    name: ClassVar[str] = "orders.order_refunded"

    order_id: int
    order_no: str
    customer_id: int
    refund_id: int
    refund_fen: int
    shipping_fen: int
    lines: tuple[dict[str, Any], ...]
    is_full: bool
    points_back: int = 0
    deducted_fen: int = 0
    after_sale_no: str = ""

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True)
class OrderAfterSaleClosed(DomainEvent):
    """No more money can go back through the front door: rewards of this order may be released."""

    name: ClassVar[str] = "orders.order_after_sale_closed"

    order_id: int
    order_no: str = ""
    customer_id: int = 0

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True)
class LatePaymentSettled(DomainEvent):
    """Money came for a cancelled order. outcome: revived (goods were there again) | refunded."""

    name: ClassVar[str] = "orders.late_payment_settled"

    order_id: int
    order_no: str
    customer_id: int
    amount_fen: int
    outcome: str

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"
