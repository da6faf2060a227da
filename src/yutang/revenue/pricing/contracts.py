"""What crosses the border of pricing: requests, quotes, coupons, rules and errors."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from yutang.kernel.errors import Conflict, DomainError, NotFound

MAX_QUANTITY = 9_999
MAX_LINES = 100


class Delivery(StrEnum):
    EXPRESS = "express"
    PICKUP = "pickup"


class PromotionKind(StrEnum):
    FULL_REDUCTION = "full_reduction"
    LIMITED_PRICE = "limited_price"
    MEMBER_PRICE = "member_price"
    SHIPPING = "shipping"


class PromotionStatus(StrEnum):
    ACTIVE = "active"
    STOPPED = "stopped"


class CouponStatus(StrEnum):
    AVAILABLE = "available"
    HELD = "held"
    USED = "used"
    EXPIRED = "expired"
    VOID = "void"


class CouponKind(StrEnum):
    CASH = "cash"
    FREE_SHIPPING = "free_shipping"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which goods a rule is about: everything, some categories, some products, or some SKUs."""

    kind: str = "all"
    ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PromotionFacts:
    promotion_id: int
    name: str
    kind: str
    scope: Scope
    config: dict[str, Any]
    starts_at: datetime
    ends_at: datetime | None
    status: str = PromotionStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class CouponFacts:
    """One coupon in one customer's hands."""

    code: str
    template_code: str
    name: str
    kind: str
    amount_fen: int
    threshold_fen: int
    scope: Scope
    stacks_with_promotions: bool
    status: str
    valid_from: datetime
    valid_until: datetime
    customer_id: int
    order_no: str = ""
    source: str = ""
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CouponTemplateFacts:
    """A coupon that can be taken or issued. `left` is None when there is no limit."""

    template_id: int
    template_code: str
    name: str
    kind: str
    amount_fen: int
    threshold_fen: int
    scope: Scope
    stacks_with_promotions: bool
    valid_days: int | None
    valid_from: datetime | None
    valid_until: datetime | None
    left: int | None
    per_person: int
    taken_by_me: int = 0
    can_take: bool = True


@dataclass(frozen=True, slots=True)
class CouponTemplateSpec:
    """What an operator writes down to make a coupon. Give `valid_days`, or the two dates."""

    template_code: str
    name: str
    amount_fen: int
    kind: str = CouponKind.CASH
    threshold_fen: int = 0
    valid_days: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    scope: Scope = field(default_factory=Scope)
    total: int | None = None
    per_person: int = 1
    stacks_with_promotions: bool = True
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class PromotionSpec:
    """What an operator writes down to make a promotion.

    config by kind: full_reduction {"tiers": [{"threshold_fen", "off_fen"}]} · limited_price {"prices": {sku_id: fen}}
    · member_price {"group", "discount_bp", "title"} · shipping {"fee_fen", "free_from_fen"}.
    """

    name: str
    kind: str
    config: dict[str, Any]
    scope: Scope = field(default_factory=Scope)
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CouponIssue:
    """One coupon for one customer; the same key never issues a second one."""

    template_code: str
    customer_id: int
    key: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ImportRedemption:
    """A coupon that was used elsewhere; order_no is the external number of what it was used on."""

    template_code: str
    customer_id: int
    key: str
    order_no: str
    used_at: datetime


@dataclass(frozen=True, slots=True)
class IssuedCoupon:
    key: str
    code: str
    customer_id: int
    template_code: str
    name: str
    amount_fen: int
    threshold_fen: int
    valid_until: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """What somebody would like to buy. coupon_code: a code, "best" for the best one, None for none.

    price_group None means: look it up on the customer.
    """

    customer_id: int
    lines: tuple[tuple[int, int], ...]
    coupon_code: str | None = "best"
    delivery: str = Delivery.EXPRESS
    store_id: int | None = None
    price_group: str | None = None


@dataclass(frozen=True, slots=True)
class LineDiscount:
    kind: str
    label: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line of a quote. paid_fen = base_fen - all discounts; problem is "" for a line that can be bought."""

    sku_id: int
    product_id: int
    product_no: str
    name: str
    spec: str
    picture: str
    tint: str
    quantity: int
    base_unit_fen: int
    unit_fen: int
    base_fen: int
    discounts: tuple[LineDiscount, ...]
    paid_fen: int
    problem: str = ""
    problem_text: str = ""
    available: int | None = None


@dataclass(frozen=True, slots=True)
class Discount:
    kind: str
    label: str
    amount_fen: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ExplanationRow:
    """One row of the price list a customer reads. before_fen is a struck-out price beside the amount."""

    kind: str
    label: str
    detail: str
    amount_fen: int
    before_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    kind: str
    text: str
    missing_fen: int


@dataclass(frozen=True, slots=True)
class CouponChoice:
    """A coupon of the customer, seen from this basket."""

    coupon: CouponFacts
    saves_fen: int
    usable: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A price that explains itself: subtotal - discounts + shipping = total; the lines' paid_fen + shipping = total."""

    lines: tuple[QuoteLine, ...]
    subtotal_fen: int
    discounts: tuple[Discount, ...]
    goods_fen: int
    shipping_fen: int
    total_fen: int
    saved_fen: int
    coupon: CouponFacts | None
    hints: tuple[Hint, ...]
    explanation: tuple[ExplanationRow, ...]
    choices: tuple[CouponChoice, ...] = ()

    @property
    def is_buyable(self) -> bool:
        """Whether every line can be bought as it stands."""
        return bool(self.lines) and not any(line.problem for line in self.lines)


@dataclass(frozen=True, slots=True)
class PriceTag:
    """The price one customer group sees on a product page, per SKU."""

    sku_id: int
    price_fen: int
    limited_fen: int | None
    limited_until: datetime | None
    member_fen: int | None
    member_title: str


@dataclass(frozen=True, slots=True)
class PromotionTag:
    promotion_id: int
    kind: str
    text: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShippingTerms:
    """What delivery costs, and from which amount of goods it is free (None: never)."""

    fee_fen: int
    free_from_fen: int | None


def quantity_invalid(quantity: object, sku_id: int) -> DomainError:
    """The error for a quantity that is not a whole number of 1 to 9,999."""
    return DomainError(
        "quantity_invalid",
        f"购买数量须为 1 到 {MAX_QUANTITY} 的整数",
        field="quantity",
        quantity=str(quantity)[:20],
        sku_id=sku_id,
    )


def coupon_unknown(code: str) -> NotFound:
    """The error for a coupon code that this customer does not have."""
    return NotFound("coupon_unknown", "没有找到这张优惠券", field="coupon_code", coupon_code=code[:32])


def coupon_used(code: str) -> Conflict:
    """The error for a coupon that another order holds or has used."""
    return Conflict("coupon_used", "这张优惠券已用于另一笔订单", field="coupon_code", coupon_code=code[:32])


def coupon_not_usable(code: str, reason: str) -> DomainError:
    """The error for a coupon that does not fit this basket."""
    return DomainError(
        "coupon_not_usable", f"优惠券不可用：{reason}", field="coupon_code", coupon_code=code[:32]
    )
