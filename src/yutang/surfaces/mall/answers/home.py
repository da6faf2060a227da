"""The home page: old friends first, and only blocks with something true in them."""

from datetime import datetime

from yutang.foundation.catalog.api import product_cards, products_page, skus_by_ids
from yutang.foundation.catalog.contracts import ProductQuery, ProductSort
from yutang.foundation.customers.api import customer_profile
from yutang.foundation.customers.contracts import CustomerProfile
from yutang.foundation.org.api import brand_profile, stores_by_ids
from yutang.foundation.org.contracts import StoreFacts
from yutang.kernel import clock
from yutang.retention.reach.api import unread_count
from yutang.revenue.orders import api as orders
from yutang.revenue.orders.contracts import OrderStatus
from yutang.revenue.pricing.api import limited_offers
from yutang.surfaces.mall.answers.best_sellers import weekly_best_sellers
from yutang.surfaces.mall.answers.cards import cards_of
from yutang.surfaces.mall.answers.coupons import usable_count
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.answers.order_words import status_detail
from yutang.surfaces.mall.schemas.home import (
    EntryOut,
    ForYouOut,
    GreetingOut,
    HomeOut,
    HomeStoreOut,
    LimitedOut,
    ParcelOut,
)
from yutang.surfaces.mall.schemas.shared import SHANGHAI

LIMITED_ITEMS = 6
FOR_YOU_ITEMS = 12
RECENT_ORDERS = 20
ENTRIES = (
    EntryOut(key="coupons", title="领券", icon="ticket-percent", path="/pages/coupon/index?tab=center"),
    EntryOut(key="pickup", title="到店自提", icon="store", path="/pages/checkout/stores"),
    EntryOut(key="orders", title="我的订单", icon="package", path="/pages/order/list"),
    EntryOut(key="distributor", title="分销中心", icon="hand-coins", path="/pages/distributor/index"),
    EntryOut(key="messages", title="消息", icon="messages-square", path="/pages/message/index"),
)


def home_of(customer_id: int | None) -> HomeOut:
    """The first screen for this customer, or for a visitor."""
    brand = brand_profile()
    profile = customer_profile(customer_id) if customer_id else None
    store_id = profile.home_store_id if profile else None
    store = stores_by_ids([store_id]).get(store_id) if store_id else None
    group = profile.price_group if profile else ""
    return HomeOut(
        now=clock.now(),
        brand_name=brand.name,
        logo=media_url(brand.logo),
        search_hint=_search_hint(),
        store=_store(store) if store and store.is_active else None,
        greeting=_greeting(profile) if profile else None,
        parcel=_parcel(profile.customer_id) if profile else None,
        entries=list(ENTRIES),
        limited=_limited(group),
        for_you=_for_you(customer_id, store, group),
        cart_count=orders.cart_count(customer_id) if customer_id else 0,
        unread_count=unread_count(customer_id) if customer_id else 0,
    )


def _store(store: StoreFacts) -> HomeStoreOut:
    return HomeStoreOut(
        id=store.store_id, name=store.name, address=store.address, hours=store.hours, distance_m=None
    )


def _search_hint() -> str:
    names = [card.name for card in products_page(ProductQuery(sort=ProductSort.SALES, page_size=3)).items]
    return f"搜{'、'.join(names)}" if names else "搜商品"


def time_of_day(at: datetime) -> str:
    """How people greet at this hour."""
    hour = at.astimezone(SHANGHAI).hour
    for until, words in ((5, "夜深了"), (11, "早上好"), (13, "中午好"), (18, "下午好"), (24, "晚上好")):
        if hour < until:
            return words
    return "你好"


def _greeting(profile: CustomerProfile) -> GreetingOut:
    return GreetingOut(
        text=f"{profile.nickname}，{time_of_day(clock.now())}",
        nickname=profile.nickname,
        avatar=media_url(profile.avatar),
        level="",
        coupon_count=usable_count(profile.customer_id),
    )


def _parcel(customer_id: int) -> ParcelOut | None:
    """What the customer waits for: what lies in his store first, then what is on its way."""
    for status, words in ((OrderStatus.READY_FOR_PICKUP, "等你来取"), (OrderStatus.SHIPPED, "正在路上")):
        page = orders.orders_page(customer_id=customer_id, status=status, limit=1)
        if page.orders:
            order = page.orders[0]
            detail = orders.order_detail(order_no=order.order_no, customer_id=customer_id)
            pieces = sum(line.quantity for line in order.lines)
            return ParcelOut(
                order_no=order.order_no, title=f"你的 {pieces} 件商品{words}", detail=status_detail(detail)
            )
    return None


def _limited(price_group: str) -> LimitedOut | None:
    """Limited prices that end together with the one that ends first."""
    offers = [offer for offer in limited_offers() if offer.ends_at is not None]
    if not offers or offers[0].ends_at is None:
        return None
    ends_at = offers[0].ends_at
    row = {offer.sku_id: offer for offer in offers if offer.ends_at == ends_at}
    skus = skus_by_ids(list(row))
    product_ids = list(dict.fromkeys(skus[sku_id].product_id for sku_id in row if sku_id in skus))
    cards = cards_of(product_cards(product_ids[:LIMITED_ITEMS]), price_group=price_group)
    items = [card for card in cards if card.price_kind in ("limited", "member") and card.left > 0]
    if not items:
        return None
    return LimitedOut(
        title="今日限时" if _is_today(ends_at) else offers[0].name, ends_at=ends_at, items=items
    )


def _is_today(at: datetime) -> bool:
    return clock.business_date(at) == clock.business_date()


def _for_you(customer_id: int | None, store: StoreFacts | None, price_group: str) -> ForYouOut | None:
    """Bought before, then the store's best-sellers of the week, then best-sellers of all time; each says why."""
    reasons = _bought_before(customer_id) if customer_id else {}
    is_personal = bool(reasons)
    place = store.name if store else "本店"
    for product_id in weekly_best_sellers(store.store_id if store else None):
        reasons.setdefault(product_id, f"{place}本周卖得快")
    facts = product_cards(list(reasons)[:FOR_YOU_ITEMS])
    known = {card.product_id for card in facts}
    if len(facts) < FOR_YOU_ITEMS:
        more = products_page(ProductQuery(sort=ProductSort.SALES, page_size=FOR_YOU_ITEMS * 2)).items
        facts += [card for card in more if card.product_id not in known][: FOR_YOU_ITEMS - len(facts)]
    for card in facts:
        if card.sales_count:
            reasons.setdefault(card.product_id, f"已售 {card.sales_count} 份")
    if not facts:
        return None
    return ForYouOut(
        title="为你挑的" if customer_id else "大家在买",
        note="按你买过的和本周热卖" if is_personal else "按真实销量",
        items=cards_of(facts, price_group=price_group, reasons=reasons),
    )


def _bought_before(customer_id: int) -> dict[int, str]:
    """Products of the latest paid orders, the latest first."""
    today = clock.business_date()
    reasons: dict[int, str] = {}
    for order in orders.orders_page(customer_id=customer_id, limit=RECENT_ORDERS).orders:
        if order.status in (OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED):
            continue
        days = (today - clock.business_date(order.placed_at)).days
        for line in order.lines:
            reasons.setdefault(line.product_id, f"你 {days} 天前买过" if days else "你今天买过")
        if len(reasons) >= FOR_YOU_ITEMS // 2:
            break
    return dict(list(reasons.items())[: FOR_YOU_ITEMS // 2])
