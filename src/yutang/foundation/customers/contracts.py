"""What other modules may say to the customer book and hear from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from yutang.kernel.errors import DomainError, NotFound


class IdentityProvider(StrEnum):
    """Who vouches for an identity."""

    PHONE = "phone"
    OPENID = "openid"
    UNIONID = "unionid"
    EXTERNAL_USERID = "external_userid"
    IMPORT = "import"


PROVIDER_LABELS: Mapping[IdentityProvider, str] = {
    IdentityProvider.PHONE: "手机号",
    IdentityProvider.OPENID: "微信 openid",
    IdentityProvider.UNIONID: "微信 unionid",
    IdentityProvider.EXTERNAL_USERID: "企微外部联系人",
    IdentityProvider.IMPORT: "导入编号",
}


class ConsentPurpose(StrEnum):
    """What a customer can agree to."""

    TERMS = "terms"
    PRIVACY = "privacy"
    MARKETING = "marketing"


PURPOSE_LABELS: Mapping[ConsentPurpose, str] = {
    ConsentPurpose.TERMS: "用户协议",
    ConsentPurpose.PRIVACY: "隐私政策",
    ConsentPurpose.MARKETING: "营销消息",
}


@dataclass(frozen=True, slots=True)
class SignInWant:
    """Somebody who wants to sign in with a code; a new customer keeps where he came from and what he agreed to."""

    phone: str
    code: str
    source_link_id: int | None = None
    home_store_id: int | None = None
    consents: "tuple[ConsentGiven, ...]" = ()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The customer who signed in, and the token to send from now on."""

    customer_id: int
    token: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class CodeSent:
    """When the code ends and how many seconds to wait before asking for another."""

    expires_at: datetime
    retry_after_s: int


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of customers; what is named must all hold, nothing named is everybody. `customer_ids` names them one by one."""

    customer_ids: tuple[int, ...] = ()
    price_group: str = ""
    store_id: int | None = None
    joined_within_days: int | None = None
    away_for_days: int | None = None
    marketing_ok: bool = False


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What lists and other modules may show: nothing here unmasks the customer."""

    customer_id: int
    no: str
    nickname: str
    avatar: str
    phone_masked: str
    price_group: str
    home_store_id: int | None
    marketing_ok: bool
    source_link_id: int | None
    created_at: datetime
    is_erased: bool


@dataclass(frozen=True, slots=True)
class CustomerProfile:
    """The customer's own page about himself."""

    customer_id: int
    no: str
    nickname: str
    avatar: str
    phone_masked: str
    price_group: str
    home_store_id: int | None
    birthday: date | None
    marketing_ok: bool
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class ProfileChanges:
    """None leaves a field as it is."""

    nickname: str | None = None
    avatar: str | None = None
    birthday: date | None = None
    home_store_id: int | None = None


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A consent as the customer ticks it; `granted` False withdraws it."""

    purpose: str
    granted: bool = True


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """A consent as it was written down."""

    purpose: ConsentPurpose
    granted: bool
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AddressFields:
    """An address as the customer types it; `region_code` is the six-digit administrative code."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    detail: str
    region_code: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """An address in clear: for its owner and for the parcel only."""

    address_id: int
    name: str
    phone: str
    phone_masked: str
    province: str
    city: str
    district: str
    detail: str
    region_code: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an order goes: `sealed_address` is JSON whose name, phone and detail are still encrypted."""

    customer_id: int
    sealed_address: str
    price_group: str
    home_store_id: int | None
    province: str = ""


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """Somebody the brand already knows; found again by phone or, for imports, by external number."""

    nickname: str = ""
    phone: str = ""
    external_no: str = ""
    avatar: str = ""
    price_group: str = ""
    home_store_id: int | None = None
    birthday: date | None = None
    source_link_id: int | None = None
    registered_at: datetime | None = None


class CustomerUnknown(NotFound):
    """There is no such customer, or he was erased."""

    def __init__(self, customer_id: int) -> None:
        super().__init__("customer_unknown", "没有找到这位客户", field="customer_id", customer_id=customer_id)


class AddressUnknown(NotFound):
    """No such address, or it is somebody else's: the answer is the same."""

    def __init__(self, address_id: int) -> None:
        super().__init__("address_unknown", "没有找到这个收货地址", field="address_id", address_id=address_id)


class BadCustomerField(DomainError):
    """A value that cannot be stored: `field` says which."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__("bad_field", message, status=400, field=field)


class CodeWrong(DomainError):
    """The sign-in code is wrong, used or too old."""

    def __init__(self, message: str, *, attempts_left: int) -> None:
        super().__init__("code_wrong", message, status=400, field="code", attempts_left=attempts_left)
