"""What a customer brings along to a price, and what a price uses of it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CustomerTerms:
    """What one customer may expect beside the prices of everybody.

    price_group "" means: the one on the customer's row. discount_bp 10_000 takes nothing off. points are those that may
    be spent now; points_per_yuan of them are worth ¥1, and at most points_cap_bp of the goods can be paid with them.
    """

    price_group: str = ""
    discount_bp: int = 10_000
    discount_title: str = ""
    free_shipping_left: int = 0
    free_shipping_title: str = ""
    free_shipping_card: str = ""
    points: int = 0
    points_per_yuan: int = 100
    points_cap_bp: int = 5_000
    is_newcomer: bool = False
    level: int = 0
    member_day: bool = False


NO_TERMS = CustomerTerms()

type TermsProvider = Callable[[Collection[int], datetime], Mapping[int, CustomerTerms]]
"""Answers the terms of many customers with a constant number of statements; who is missing has none."""


@dataclass(frozen=True, slots=True)
class BenefitUse:
    """One benefit that a price uses up: free_shipping (a card's), promotion (one that counts its uses).

    reference is what the owner of the benefit finds it by: a card's number, a promotion's id.
    """

    kind: str
    reference: str
    title: str
    saved_fen: int

    def as_dict(self) -> dict[str, Any]:
        """Return the use as it is kept on the order and told in events."""
        return {
            "kind": self.kind,
            "reference": self.reference,
            "title": self.title,
            "saved_fen": self.saved_fen,
        }


@dataclass(frozen=True, slots=True)
class GiftLine:
    """Goods that come along for nothing. worth_fen is what they would cost, all together.

    threshold_fen is what the SKUs in earned_by (empty: everything paid for) have to come to: when a refund leaves less, the
    gift goes back or its worth is kept.
    """

    sku_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    quantity: int
    worth_fen: int
    promotion_id: int
    promotion_name: str
    threshold_fen: int = 0
    earned_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PointsOffer:
    """What the customer's points could do for this basket: use so many, save so much."""

    balance: int
    usable: int
    usable_fen: int
    points_per_yuan: int
