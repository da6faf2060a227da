"""Categories, product cards, the product page and its ticker."""

from typing import Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.shared import Moment, Out
from yutang.surfaces.mall.schemas.vouchers import PackOut

PriceKind = Literal["base", "limited", "member"]


class CategoryOut(Out):
    """A category and the ones below it."""

    id: int
    name: str
    icon: str
    children: list["CategoryOut"] = Field(default_factory=list)


class ProductCard(Out):
    """A product in a list. `sku_id` is set when one tap may put it into the cart."""

    id: int
    no: str
    name: str
    subtitle: str
    spec: str
    picture: str
    tint: str
    price_fen: int
    price_kind: PriceKind
    price_label: str
    original_price_fen: int | None
    sku_id: int | None
    sku_count: int
    left: int
    sales_count: int
    sellable: bool
    reason: str = ""


class ProductPageOut(Out):
    """One page of a list; `next_page` is null at its end."""

    items: list[ProductCard]
    total: int
    next_page: int | None


class HotWordsOut(Out):
    """Words worth searching for, from what sells."""

    words: list[str]


class SpecOut(Out):
    """One row of the specification sheet."""

    name: str
    value: str


class PriceLine(Out):
    """One price and its name; a struck one was charged before and is not charged now."""

    label: str
    price_fen: int
    struck: bool = False


class PriceOut(Out):
    """The price to pay and why it is this one."""

    price_fen: int
    kind: PriceKind
    label: str
    lines: list[PriceLine]
    ends_at: Moment | None
    note: str


class SkuOut(Out):
    """One thing that can be bought, with its true stock."""

    id: int
    no: str
    spec: str
    values: dict[str, str]
    picture: str
    price_fen: int
    price_kind: PriceKind
    base_price_fen: int
    original_price_fen: int | None
    left: int
    sellable: bool
    max_quantity: int


class PromotionOut(Out):
    """A promotion that applies to this product."""

    kind: str
    title: str
    detail: str
    ends_at: Moment | None = None


class TakeableCouponOut(Out):
    """A coupon on the page; `state` tells the one action that is possible.

    face: what stands large on the coupon where it is no plain amount ("8.5 折", "包邮"); "" shows amount_fen.
    """

    template_code: str
    title: str
    amount_fen: int
    threshold_fen: int
    valid_text: str
    state: Literal["take", "taken", "gone", "tomorrow"]
    name: str = ""
    kind: str = "cash"
    face: str = ""
    scope_text: str = ""
    left_text: str = ""


class CategoryRef(Out):
    """A category by name."""

    id: int
    name: str


class ProductOut(Out):
    """The product page for anybody: public, the same for all, kept for a second."""

    id: int
    no: str
    name: str
    subtitle: str
    status: Literal["on_sale", "off_sale"]
    pictures: list[str]
    tint: str
    category: CategoryRef | None
    description: str
    specs: list[SpecOut]
    service_promises: list[str]
    origin: str
    price: PriceOut
    skus: list[SkuOut]
    sales_count: int
    promotions: list[PromotionOut]
    coupons: list[TakeableCouponOut]
    delivery_lines: list[str]
    kind: Literal["goods", "voucher"]
    pack: PackOut | None
    version: int


class EarningOut(Out):
    """What a distributor earns when a friend buys, with the sum that leads to it."""

    amount_fen: int
    rate_bp: int
    formula: str


class PickupHintOut(Out):
    """The customer's store for this product."""

    id: int
    name: str
    text: str


class ProductForMeOut(Out):
    """What differs from customer to customer on the same page."""

    price: PriceOut
    sku_prices: dict[str, int]
    earning: EarningOut | None
    coupons: list[TakeableCouponOut]
    store: PickupHintOut | None
    cart_count: int


class TickerItem(Out):
    """A real order of the last days; the name is masked."""

    who: str
    avatar: str
    text: str
    at: Moment


class TickerOut(Out):
    """True recent orders of a product; empty when there are none."""

    items: list[TickerItem]
