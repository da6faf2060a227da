"""What crosses the border of pricing: requests, quotes, coupons, rules and errors."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yutang.kernel.errors import DomainError
from yutang.revenue.pricing import terms
from yutang.revenue.pricing.contracts_coupons import (
    CodeFileFacts,
    CouponFacts,
    CouponHold,
    CouponIssue,
    CouponKind,
    CouponOrigin,
    CouponResults,
    CouponReturn,
    CouponStatus,
    CouponTake,
    CouponTaken,
    CouponTemplateFacts,
    CouponTemplateSpec,
    CouponUseStatus,
    ImportRedemption,
    IssuedCoupon,
    IssueRunFacts,
    IssueRunStatus,
    ReturnedUses,
    ReturnsOnRefund,
    Scope,
    coupon_not_usable,
    coupon_unknown,
    coupon_used,
)
from yutang.revenue.pricing.contracts_promotions import (
    MAIN_GROUP,
    Audience,
    Overlap,
    PromotionFacts,
    PromotionKind,
    PromotionSpec,
    PromotionStatus,
    PromotionTag,
    PromotionUseWant,
)

# What is defined elsewhere and belongs to these contracts all the same.
__all__ = [
    "MAIN_GROUP",
    "Audience",
    "CodeFileFacts",
    "CouponFacts",
    "CouponHold",
    "CouponIssue",
    "CouponKind",
    "CouponOrigin",
    "CouponResults",
    "CouponReturn",
    "CouponStatus",
    "CouponTake",
    "CouponTaken",
    "CouponTemplateFacts",
    "CouponTemplateSpec",
    "CouponUseStatus",
    "ImportRedemption",
    "IssueRunFacts",
    "IssueRunStatus",
    "IssuedCoupon",
    "Overlap",
    "PromotionFacts",
    "PromotionKind",
    "PromotionSpec",
    "PromotionStatus",
    "PromotionTag",
    "PromotionUseWant",
    "ReturnedUses",
    "ReturnsOnRefund",
    "Scope",
    "coupon_not_usable",
    "coupon_unknown",
    "coupon_used",
]

MAX_QUANTITY = 9_999
MAX_LINES = 1_000

CustomerTerms = terms.CustomerTerms
TermsProvider = terms.TermsProvider
NO_TERMS = terms.NO_TERMS
BenefitUse = terms.BenefitUse
GiftLine = terms.GiftLine
PointsOffer = terms.PointsOffer


class Delivery(StrEnum):
    EXPRESS = "express"
    PICKUP = "pickup"
    VOUCHER = "voucher"


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """What somebody would like to buy. coupon_code: a code (or several, by commas), "best", or None for none.

    price_group None means: look it up on the customer. points: how many to pay with, -1 for as many as are allowed.
    region: the province the goods go to; "" when it is not known yet.
    """

    customer_id: int
    lines: tuple[tuple[int, int], ...]
    coupon_code: str | None = "best"
    delivery: str = Delivery.EXPRESS
    store_id: int | None = None
    price_group: str | None = None
    points: int = 0
    region: str = ""


@dataclass(frozen=True, slots=True)
class LineDiscount:
    """What one rule takes off one line. reference: the promotion's id or the coupon's code."""

    kind: str
    label: str
    amount_fen: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line of a quote. paid_fen = base_fen - all discounts; problem is "" for a line that can be bought.

    points: how many points its share of the payment by points is (a discount of kind "points").
    """

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
    points: int = 0


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
    """A coupon of the customer, seen from this basket. uses: how many parts of it this basket would take."""

    coupon: CouponFacts
    saves_fen: int
    usable: bool
    reason: str
    uses: int = 1


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
    coupons: tuple[CouponFacts, ...] = ()
    coupon_uses: tuple[CouponTaken, ...] = ()
    gifts: tuple[GiftLine, ...] = ()
    benefits: tuple[BenefitUse, ...] = ()
    points_used: int = 0
    points_fen: int = 0
    points_offer: PointsOffer | None = None

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
