"""The home page: a block is null when there is nothing true to show."""

from yutang.surfaces.mall.schemas.products import ProductCard
from yutang.surfaces.mall.schemas.shared import Moment, Out


class GreetingOut(Out):
    """Old friends first."""

    text: str
    nickname: str
    avatar: str
    level: str
    coupon_count: int


class ParcelOut(Out):
    """The parcel the customer is waiting for, or the order that waits for him in a store."""

    order_no: str
    title: str
    detail: str


class EntryOut(Out):
    """A way into a part of the mall that exists."""

    key: str
    title: str
    icon: str
    path: str


class LimitedOut(Out):
    """Limited prices that run now."""

    title: str
    ends_at: Moment
    items: list[ProductCard]


class ForYouOut(Out):
    """Products with the reason they are shown."""

    title: str
    note: str
    items: list[ProductCard]


class HomeStoreOut(Out):
    """The customer's store."""

    id: int
    name: str
    address: str
    hours: str
    distance_m: int | None


class HomeOut(Out):
    """Everything of the first screen in one answer."""

    now: Moment
    brand_name: str
    logo: str
    search_hint: str
    store: HomeStoreOut | None
    greeting: GreetingOut | None
    parcel: ParcelOut | None
    entries: list[EntryOut]
    limited: LimitedOut | None
    for_you: ForYouOut | None
    cart_count: int
    unread_count: int
