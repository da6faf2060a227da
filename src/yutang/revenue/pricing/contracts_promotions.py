"""The part of pricing's contracts that is about promotions; others import it from `contracts`."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from yutang.revenue.pricing.contracts_coupons import Scope

MAIN_GROUP = "main"


class PromotionKind(StrEnum):
    """What a promotion does. Each has a file of its own under rules/kinds."""

    LIMITED_PRICE = "limited_price"
    MEMBER_PRICE = "member_price"
    MEMBER_DAY = "member_day"
    FIRST_ORDER = "first_order"
    FULL_REDUCTION = "full_reduction"
    FULL_DISCOUNT = "full_discount"
    FULL_GIFT = "full_gift"
    NTH_DISCOUNT = "nth_discount"
    N_FOR = "n_for"
    CHOOSE_ONE = "choose_one"
    BUNDLE = "bundle"
    SHIPPING = "shipping"


class PromotionStatus(StrEnum):
    """Active inside its window; paused can go on; stopped is over for good."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a promotion is: all · newcomer (no order yet) · level (min_level and up) · group (price groups)."""

    kind: str = "all"
    min_level: int = 0
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PromotionFacts:
    """A promotion as the rules see it.

    exclusive_group: a line joins at most one promotion of a group; groups stand beside each other. stacks False: a line
    in it joins nothing else. per_person: so many orders of one customer may use it (None: any number).
    """

    promotion_id: int
    name: str
    kind: str
    scope: Scope
    config: dict[str, Any]
    starts_at: datetime
    ends_at: datetime | None
    status: str = PromotionStatus.ACTIVE
    exclusive_group: str = MAIN_GROUP
    stacks: bool = True
    audience: Audience = field(default_factory=Audience)
    per_person: int | None = None


@dataclass(frozen=True, slots=True)
class PromotionSpec:
    """What an operator writes down to make a promotion. Amounts in fen, shares in basis points that are still paid.

    config by kind:
    limited_price {"prices": {sku_id: fen}} · member_price {"group" or "level", "discount_bp", "title"} ·
    member_day {"discount_bp", "days": [8, 18], "weekdays": [1..7]} · first_order {"prices": {sku_id: fen}, "pieces"} or
    {"threshold_fen", "off_fen"} · full_reduction {"by": "amount" | "count", "per": "order" | "line", "repeat", "cap_fen",
    "tiers": [{"threshold_fen" or "threshold_count", "off_fen"}]} · full_discount {the same with "discount_bp"} ·
    full_gift {the same with "gifts": [{"sku_id", "quantity"}]} · nth_discount {"n", "discount_bp", "per", "times"} ·
    n_for {"n", "price_fen"} · choose_one {"price_fen", "threshold_fen", "times"} ·
    bundle {"items": [{"sku_id", "quantity"}], "price_fen"} ·
    shipping {"fee_fen", "free_from_fen", "regions": [{"provinces", "fee_fen", "free_from_fen"}], "excluded": [province]}.
    exclusive_group "": the kind's own group ("gift" for gifts, "main" for the others).
    """

    name: str
    kind: str
    config: dict[str, Any]
    scope: Scope = field(default_factory=Scope)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    exclusive_group: str = ""
    stacks: bool = True
    audience: Audience = field(default_factory=Audience)
    per_person: int | None = None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another promotion about the same goods at the same time, and what that means, in words."""

    promotion_id: int
    name: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PromotionUseWant:
    """An order about to be placed that uses a promotion whose uses are counted."""

    order_no: str
    customer_id: int
    promotion_id: int


@dataclass(frozen=True, slots=True)
class PromotionTag:
    """One promotion in the few words that stand beside a product."""

    promotion_id: int
    kind: str
    text: str
    ends_at: datetime | None
