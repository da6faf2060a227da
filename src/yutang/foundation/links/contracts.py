"""What crosses the border of links: codes, touches, bindings and the verdict of the arbiter."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from yutang.kernel.errors import DomainError, NotFound


class Carrier(StrEnum):
    """What carries the link to a person."""

    SHARE = "share"
    POSTER = "poster"
    COPY = "copy"
    FLYER = "flyer"
    PACKAGE_CARD = "package_card"
    STORE_CODE = "store_code"
    STAFF_CODE = "staff_code"
    OFFICIAL_ACCOUNT = "official_account"
    MOMENTS = "moments"
    LIVE = "live"
    SHORT_VIDEO = "short_video"
    XIAOHONGSHU = "xiaohongshu"
    SMS = "sms"
    CITY_VOUCHER = "city_voucher"
    MESSAGE = "message"


class TargetKind(StrEnum):
    """Where a link leads."""

    HOME = "home"
    PRODUCT = "product"
    CATEGORY = "category"
    CAMPAIGN = "campaign"
    COUPON = "coupon"
    LIVE_ROOM = "live_room"
    ARTICLE = "article"
    ADD_FRIEND = "add_friend"
    JOIN_GROUP = "join_group"


class OwnerKind(StrEnum):
    """Who shared the link."""

    NONE = "none"
    CUSTOMER = "customer"
    STAFF = "staff"
    STORE = "store"


class BindingKind(StrEnum):
    """What a customer can be bound to: one guide (a member of staff) and one distributor (a customer)."""

    GUIDE = "guide"
    DISTRIBUTOR = "distributor"


class CreditKind(StrEnum):
    """Why somebody shares the credit of an order."""

    LINK = "link"
    GUIDE = "guide"
    DISTRIBUTOR = "distributor"
    STORE = "store"
    NATURAL = "natural"


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link to be made. With reuse, the same words give the same link again."""

    carrier: Carrier
    target_kind: TargetKind
    target_id: int = 0
    channel: str = ""
    campaign: str = ""
    owner_kind: OwnerKind = OwnerKind.NONE
    owner_id: int = 0
    parent_touch_id: int | None = None
    expires_at: datetime | None = None
    reuse: bool = True


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """One link. url is what is printed or sent; path is the page it leads to."""

    link_id: int
    code: str
    url: str
    path: str
    carrier: str
    target_kind: str
    target_id: int
    channel: str
    campaign: str
    owner_kind: str
    owner_id: int
    parent_touch_id: int | None
    expires_at: datetime | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class OpenWant:
    """Somebody opened a link: the device is always known, the customer only when signed in."""

    code: str
    visitor_id: str
    customer_id: int | None = None
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Where a link leads. When the thing shared is gone, is_target_available is false and path is home."""

    link_id: int
    code: str
    touch_id: int
    carrier: str
    target_kind: str
    target_id: int
    path: str
    owner_kind: str
    owner_id: int
    is_own: bool
    is_target_available: bool = True
    notice: str = ""


@dataclass(frozen=True, slots=True)
class BindingFacts:
    """Who a customer is bound to and until when nobody else can take him over."""

    binding_id: int
    customer_id: int
    kind: str
    holder_id: int
    link_id: int | None
    touch_id: int | None
    bound_at: datetime
    protected_until: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """What signing in brought: how many touches became the customer's and which bindings were made."""

    touches: int
    bindings: tuple[BindingFacts, ...]


@dataclass(frozen=True, slots=True)
class AttributionWant:
    """An order about to be placed, to be attributed. store_id is the store that will fulfil it, if any."""

    customer_id: int
    at: datetime
    store_id: int | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """One share of an order's credit. share_bp is in 1/10,000; reason is what people read."""

    kind: str
    holder_kind: str
    holder_id: int
    share_bp: int
    reason: str
    link_id: int | None = None
    touch_id: int | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The arbiter's verdict about one order. The shares add up to 10,000.

    distributor_id is the customer whose commission this order can earn; distributor_link_id is the link that
    brought the buyer to him.
    """

    customer_id: int
    credits: tuple[Credit, ...]
    distributor_id: int | None = None
    distributor_link_id: int | None = None
    link_id: int | None = None
    touch_id: int | None = None

    def as_dict(self) -> dict[str, object]:
        """Return plain values, fit for a JSON column."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ReferralStep:
    """One step up the referral chain: this customer was brought by holder_id."""

    customer_id: int
    holder_id: int
    link_id: int | None
    bound_at: datetime


@dataclass(frozen=True, slots=True)
class DownlineCounts:
    """How many customers one brought, and how many those brought."""

    level1: int
    level2: int


@dataclass(frozen=True, slots=True)
class DownlineMember:
    """A customer brought by somebody. via_id: through which first-level customer."""

    customer_id: int
    level: int
    via_id: int
    bound_at: datetime
    invited_count: int


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What one link did."""

    link_id: int
    opens: int
    visitors: int
    customers: int


@dataclass(frozen=True, slots=True)
class AttributionPolicy:
    """How long a link counts, how long a binding is protected and how credit is weighed."""

    window_days: int = 30
    protection_days: int = 30
    link_weight: int = 5
    guide_weight: int = 3
    distributor_weight: int = 2


DEFAULT_POLICY = AttributionPolicy()


def link_unknown(code: str) -> NotFound:
    """The error for a code we never gave out, or one that was tampered with."""
    return NotFound(
        "link_unknown", "链接不存在或已被改动，请让好友重新分享", field="code", code_given=code[:32]
    )


def link_expired(code: str) -> DomainError:
    """The error for a link after its last day, or withdrawn by its owner."""
    return DomainError("link_expired", "链接已过期", status=410, field="code", code_given=code[:32])


def visitor_invalid() -> DomainError:
    """The error for a device number that cannot be one of ours."""
    return DomainError("visitor_invalid", "设备编号不正确", field="visitor_id")


def target_invalid(field: str) -> DomainError:
    """The error for a link that would lead nowhere."""
    return DomainError("link_target_invalid", "请选择要分享的内容", field=field)
