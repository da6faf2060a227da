"""The part of pricing's contracts that is about coupons; others import it from `contracts`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from yutang.kernel.errors import Conflict, DomainError, NotFound


class CouponStatus(StrEnum):
    """Of a coupon: a pack stays available until its last use is held."""

    AVAILABLE = "available"
    HELD = "held"
    USED = "used"
    EXPIRED = "expired"
    VOID = "void"


class CouponKind(StrEnum):
    """What a coupon does. Each may be a pack (uses_total > 1)."""

    CASH = "cash"
    PERCENT = "percent"
    EXCHANGE = "exchange"
    RANDOM = "random"
    FREE_SHIPPING = "free_shipping"


class CouponOrigin(StrEnum):
    """How a coupon came to the customer. The limits per person count what he fetched himself."""

    TAKE = "take"
    LINK = "link"
    CODE = "code"
    ISSUE = "issue"
    IMPORT = "import"
    SPLIT = "split"


class ReturnsOnRefund(StrEnum):
    """When a refund gives uses back: never, when everything is refunded, or share by share."""

    NEVER = "never"
    WHOLE = "whole"
    SHARE = "share"


class CouponUseStatus(StrEnum):
    """Of what one order took from one coupon."""

    HELD = "held"
    USED = "used"
    RETURNED = "returned"


class IssueRunStatus(StrEnum):
    """Of an issue to many customers."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which goods a rule is about: everything, some categories, some products, or some SKUs."""

    kind: str = "all"
    ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class CouponFacts:
    """One coupon in one customer's hands.

    amount_fen: cash and random: what one use takes off; exchange: what the customer still pays for the piece.
    percent: the customer pays discount_bp / 10,000. cap_fen limits what one use takes off (0: no limit).
    stacking_group: coupons of different groups may stand together, one per group; "" stands alone.
    store_ids: only for orders collected in these stores. uses_per_order: parts of a pack one order may take.
    """

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
    discount_bp: int = 10_000
    cap_fen: int = 0
    stacking_group: str = ""
    store_ids: frozenset[int] = frozenset()
    uses_total: int = 1
    uses_left: int = 1
    uses_per_order: int = 1
    split_ref: str = ""


@dataclass(frozen=True, slots=True)
class CouponTemplateFacts:
    """A coupon that can be taken or issued. `left` is None when there is no limit; taken_today is this customer's."""

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
    discount_bp: int = 10_000
    cap_fen: int = 0
    max_fen: int = 0
    stacking_group: str = ""
    store_ids: frozenset[int] = frozenset()
    uses_total: int = 1
    valid_after_days: int = 0
    per_day: int | None = None
    taken_today: int = 0
    left_today: int | None = None


@dataclass(frozen=True, slots=True)
class CouponTemplateSpec:
    """What an operator writes down to make a coupon. Give `valid_days`, or the two dates.

    amount_fen by kind: cash: off · exchange: what the piece still costs · random: the least (max_fen: the most) ·
    percent and free_shipping: 0. valid_after_days: 0 counts from the moment of taking, 1 from the next midnight.
    total, per_day, day_total and budget_fen limit how many are given out; budget_fen is the most all of them can cost.
    is_split: coupons come out of a shared sum (CouponIssue.amount_fen and split_ref), never by taking.
    """

    template_code: str
    name: str
    amount_fen: int = 0
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
    discount_bp: int = 10_000
    cap_fen: int = 0
    max_fen: int = 0
    stacking_group: str = ""
    store_ids: frozenset[int] = frozenset()
    uses_total: int = 1
    uses_per_order: int = 1
    valid_after_days: int = 0
    per_day: int | None = None
    day_total: int | None = None
    budget_fen: int | None = None
    returns_on_refund: str = ReturnsOnRefund.WHOLE
    grace_days: int = 7
    is_split: bool = False


@dataclass(frozen=True, slots=True)
class CouponIssue:
    """One coupon for one customer; the same key never issues a second one.

    amount_fen None: what the template says, or a draw. Only a random or split template takes an amount from outside.
    tell: let the message centre tell him.
    """

    template_code: str
    customer_id: int
    key: str
    source: str = ""
    amount_fen: int | None = None
    split_ref: str = ""
    origin: str = CouponOrigin.ISSUE
    tell: bool = False


@dataclass(frozen=True, slots=True)
class CouponTake:
    """A customer fetches a coupon himself; by a link he may also fetch one that no page shows."""

    customer_id: int
    template_code: str
    origin: CouponOrigin = CouponOrigin.TAKE


@dataclass(frozen=True, slots=True)
class CodeFileFacts:
    """One file of codes."""

    file_id: int
    template_id: int
    name: str
    count: int
    redeemed: int
    until: datetime | None
    is_void: bool


@dataclass(frozen=True, slots=True)
class IssueRunFacts:
    """How far an issue to many customers has come."""

    run_id: int
    template_code: str
    wanted: int
    issued: int
    status: str
    problem: str


@dataclass(frozen=True, slots=True)
class CouponResults:
    """What became of one template: counts, money, and the orders it was used on (returned uses taken out)."""

    issued: int = 0
    taken: int = 0
    available: int = 0
    held: int = 0
    used: int = 0
    expired: int = 0
    void: int = 0
    orders: int = 0
    saved_fen: int = 0
    sales_fen: int = 0

    @property
    def use_rate_bp(self) -> int:
        """Used of issued, in 1/10,000."""
        return self.used * 10_000 // self.issued if self.issued else 0


@dataclass(frozen=True, slots=True)
class IssuedCoupon:
    """The answer to an issue; is_new False when the key had given this coupon before."""

    key: str
    code: str
    customer_id: int
    template_code: str
    name: str
    amount_fen: int
    threshold_fen: int
    valid_until: datetime
    is_new: bool
    kind: str = CouponKind.CASH
    discount_bp: int = 10_000


@dataclass(frozen=True, slots=True)
class CouponTaken:
    """What a quote takes from one coupon: parts of a pack, and money off goods or shipping."""

    code: str
    uses: int
    saved_fen: int


@dataclass(frozen=True, slots=True)
class CouponHold:
    """What an order about to be placed takes from one coupon; saved_fen and order_fen are for the statistics."""

    order_no: str
    customer_id: int
    code: str
    uses: int = 1
    saved_fen: int = 0
    order_fen: int = 0


@dataclass(frozen=True, slots=True)
class CouponReturn:
    """One refund of one order, told once per key.

    saved_back_fen: by coupon code, the part of the coupon's saving that lies on what this refund takes back
    (of this refund alone). is_whole: nothing of the order is left, so everything comes back.
    """

    order_no: str
    key: str
    is_whole: bool = False
    saved_back_fen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReturnedUses:
    """What a refund gave back of one coupon: uses, and until when the coupon can be used now."""

    order_no: str
    key: str
    code: str
    customer_id: int
    uses: int
    valid_until: datetime
    is_usable: bool


@dataclass(frozen=True, slots=True)
class ImportRedemption:
    """A coupon that was used elsewhere; order_no is the external number of what it was used on."""

    template_code: str
    customer_id: int
    key: str
    order_no: str
    used_at: datetime


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
