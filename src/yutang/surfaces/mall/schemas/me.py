"""The customer's own profile, consents and data."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.shared import Id, In, Moment, Out, Text


class OrderCounts(Out):
    """Numbers on the order entry."""

    pending_payment: int
    paid: int
    shipped: int
    ready_for_pickup: int
    after_sale: int


class GuideOut(Out):
    """The exclusive guide."""

    name: str
    avatar: str
    store_name: str


class MyStoreOut(Out):
    """The customer's store."""

    id: int
    name: str


class MeOut(Out):
    """My page."""

    id: int
    no: str
    nickname: str
    avatar: str
    phone: str
    birthday: date | None
    level: str
    store: MyStoreOut | None
    guide: GuideOut | None
    marketing_ok: bool
    affiliate_status: Literal["none", "pending", "active", "rejected", "suspended"]
    coupon_count: int
    unread_count: int
    cart_count: int
    orders: OrderCounts
    joined_at: Moment


class MePatch(In):
    """Fields that are given are changed."""

    nickname: Annotated[Text, Field(min_length=1, max_length=24)] | None = None
    avatar: Annotated[Text, Field(max_length=200)] | None = None
    birthday: date | None = None
    home_store_id: Id | None = None


class ConsentOut(Out):
    """One permission and since when it stands."""

    kind: str
    title: str
    detail: str
    granted: bool
    required: bool
    at: Moment | None


class ConsentsOut(Out):
    """All permissions."""

    items: list[ConsentOut]


class ConsentIn(In):
    """Grant or withdraw one permission."""

    kind: Literal["marketing"]
    granted: bool


class EraseIn(In):
    """Deleting the account needs the word itself, so that no slip does it."""

    confirm: Literal["注销账号"]
