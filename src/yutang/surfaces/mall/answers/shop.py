"""The merchant, its categories and its stores."""

import math

from django.conf import settings

from yutang.foundation.catalog.api import category_tree
from yutang.foundation.catalog.contracts import CategoryNode
from yutang.foundation.org.api import brand_profile, stores
from yutang.foundation.org.contracts import StoreFacts
from yutang.revenue.orders.contracts import AFTER_SALE_DAYS, UNPAID_MINUTES
from yutang.revenue.pricing.api import shipping_terms
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.schemas.brand import BrandOut, PolicyOut
from yutang.surfaces.mall.schemas.products import CategoryOut
from yutang.surfaces.mall.schemas.stores import StoreOut, StoresOut

EARTH_RADIUS_M = 6_371_000
PRICE_NOTE = "划线价是本店近期真实成交过的价格；限时价、会员价在有效期内下单即享，最终以结算页为准。"


def brand() -> BrandOut:
    """Name, look and promises."""
    facts = brand_profile()
    terms = shipping_terms()
    return BrandOut(
        name=facts.name,
        slogan=facts.slogan,
        logo=media_url(facts.logo),
        brand_color=facts.brand_color,
        service_phone=facts.service_phone,
        demo=settings.DEMO,
        policy=PolicyOut(
            shipping_fee_fen=terms.fee_fen,
            free_shipping_from_fen=terms.free_from_fen,
            close_unpaid_minutes=UNPAID_MINUTES,
            after_sale_days=AFTER_SALE_DAYS,
            price_note=PRICE_NOTE,
        ),
    )


def categories() -> list[CategoryOut]:
    """The whole tree."""
    return [_category(node) for node in category_tree(with_goods=True)]


def _category(node: CategoryNode) -> CategoryOut:
    return CategoryOut(
        id=node.category_id,
        name=node.name,
        icon=media_url(node.icon),
        children=[_category(child) for child in node.children],
    )


def stores_near(*, latitude: float | None, longitude: float | None) -> StoresOut:
    """Open stores; the nearest first when the place is known."""
    items = [
        store_out(store, latitude=latitude, longitude=longitude) for store in stores() if store.is_active
    ]
    items.sort(key=lambda item: (item.distance_m is None, item.distance_m or 0))
    return StoresOut(items=items)


def store_out(
    store: StoreFacts, *, latitude: float | None = None, longitude: float | None = None
) -> StoreOut:
    """One store as the customer sees it."""
    return StoreOut(
        id=store.store_id,
        no=store.no,
        name=store.name,
        address=store.address,
        phone=store.phone,
        hours=store.hours,
        latitude=store.lat,
        longitude=store.lng,
        pickup_enabled=store.pickup_enabled,
        distance_m=_distance_m(store, latitude, longitude),
    )


def _distance_m(store: StoreFacts, latitude: float | None, longitude: float | None) -> int | None:
    if latitude is None or longitude is None or store.lat is None or store.lng is None:
        return None
    here, there = math.radians(latitude), math.radians(store.lat)
    half = (
        math.sin((there - here) / 2) ** 2
        + math.cos(here) * math.cos(there) * math.sin(math.radians(store.lng - longitude) / 2) ** 2
    )
    return round(2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half))))
