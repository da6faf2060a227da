"""The price, line by line."""

from typing import Annotated, Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.cart import HintOut
from yutang.surfaces.mall.schemas.shared import Id, In, Moment, Out, Quantity

Delivery = Literal["express", "pickup", "voucher"]
CouponChoice = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^[0-9A-Za-z_,-]+$",
        description='"best", "none" or the code of a coupon; several codes by commas, where they go together',
    ),
]
Points = Annotated[
    int, Field(ge=-1, le=10**12, description="points to pay with; -1 for as many as are allowed")
]


class WantIn(In):
    """One SKU and how many."""

    sku_id: Id
    quantity: Quantity


class QuoteIn(In):
    """What to price; without lines, what is ticked in the cart."""

    lines: Annotated[list[WantIn], Field(min_length=1, max_length=50)] | None = None
    coupon: CouponChoice = "best"
    delivery: Delivery = "express"
    store_id: Id | None = None
    address_id: Id | None = None
    points: Points = 0


class QuoteLineOut(Out):
    """One line with what is really paid for it; `problem` says why it cannot be bought."""

    sku_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    quantity: int
    unit_price_fen: int
    original_price_fen: int | None
    price_label: str
    discount_fen: int
    paid_fen: int
    problem: str = ""
    points: int = 0


class GiftLineOut(Out):
    """Goods that come along for nothing; `worth_fen` is what they would cost."""

    sku_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    quantity: int
    worth_fen: int
    reason: str


class BenefitUseOut(Out):
    """A benefit that this purchase uses, and what it saves."""

    kind: str
    title: str
    saved_fen: int


class PointsOfferOut(Out):
    """What the customer's points could do here."""

    balance: int
    usable: int
    usable_fen: int
    points_per_yuan: int


class ExplanationOut(Out):
    """One row of the price: title, its rule in grey, and the amount it adds or takes."""

    kind: str
    title: str
    detail: str
    amount_fen: int
    struck_fen: int | None = None


class CouponOptionOut(Out):
    """A coupon of the customer at this checkout; `reason` says why it does not apply."""

    code: str
    title: str
    amount_fen: int
    threshold_fen: int
    valid_until: Moment
    usable: bool
    reason: str
    saves_fen: int
    kind: str = "cash"
    face: str = ""
    scope_text: str = ""
    uses: int = 1
    uses_left: int = 1
    stacking_group: str = ""


class QuoteOut(Out):
    """The price of a purchase; the explanation adds up to the total."""

    lines: list[QuoteLineOut]
    explanation: list[ExplanationOut]
    subtotal_fen: int
    saved_fen: int
    shipping_fen: int
    total_fen: int
    coupon_code: str | None
    coupon_title: str
    coupon_is_best: bool
    coupons: list[CouponOptionOut]
    hints: list[HintOut]
    delivery: Delivery
    arrival_text: str
    buyable: bool
    gifts: list[GiftLineOut] = []
    benefits: list[BenefitUseOut] = []
    points: PointsOfferOut | None = None
    points_used: int = 0
    points_fen: int = 0
    coupon_codes: list[str] = []
