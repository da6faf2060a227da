"""What crosses the border when a card is sold or used. Reached through contracts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class CardStatus(StrEnum):
    """What became of a card."""

    ACTIVE = "active"
    ENDED = "ended"
    REFUNDED = "refunded"


class UseStatus(StrEnum):
    """What became of a benefit that was used."""

    USED = "used"
    RETURNED = "returned"


CARD_TEXT: Mapping[str, str] = {
    CardStatus.ACTIVE: "使用中",
    CardStatus.ENDED: "已到期",
    CardStatus.REFUNDED: "已退卡",
}
USE_TEXT: Mapping[str, str] = {UseStatus.USED: "已使用", UseStatus.RETURNED: "已退回"}


@dataclass(frozen=True, slots=True)
class CardTypeSpec:
    """What an operator writes down to sell a card. month_coupons: (template_code, how many) each month."""

    name: str
    sku_id: int
    days: int
    month_free_shipping: int = 0
    total_free_shipping: int = 0
    discount_bp: int = 10_000
    price_group: str = ""
    month_coupons: tuple[tuple[str, int], ...] = ()
    colour: str = "#8F5E0B"
    icon: str = "truck"
    intro: str = ""


@dataclass(frozen=True, slots=True)
class CardTypeFacts:
    """A kind of card as it is sold."""

    card_type_id: int
    name: str
    sku_id: int
    product_id: int
    price_fen: int
    days: int
    month_free_shipping: int
    total_free_shipping: int
    discount_bp: int
    price_group: str
    month_coupons: tuple[dict[str, Any], ...]
    colour: str
    icon: str
    intro: str
    is_on_sale: bool


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A card in a customer's hands, as it stands now."""

    card_id: int
    no: str
    customer_id: int
    card_type: CardTypeFacts
    status: str
    status_text: str
    order_no: str
    paid_fen: int
    starts_at: datetime
    ends_at: datetime
    month_left: int
    month_used: int
    total_left: int
    total_used: int
    saved_fen: int
    refundable_fen: int


@dataclass(frozen=True, slots=True)
class BenefitUseFacts:
    """One use of a card; `status` says whether it was given back."""

    title: str
    order_no: str
    saved_fen: int
    status: str
    at: datetime
