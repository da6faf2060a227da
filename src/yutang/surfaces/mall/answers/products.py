"""Lists, the product page and its ticker."""

from django.core.cache import cache

from yutang.foundation.catalog.api import product_detail, products_page
from yutang.foundation.catalog.contracts import (
    ProductDetail,
    ProductKind,
    ProductQuery,
    ProductSort,
    ProductUnknown,
)
from yutang.foundation.customers.api import customer_profile
from yutang.foundation.inventory.api import available, default_location_id
from yutang.foundation.org.api import store_of
from yutang.kernel.money import yuan
from yutang.referral.affiliates.api import earning_preview
from yutang.revenue.orders.api import cart_count, recent_buyers
from yutang.revenue.pricing.api import price_tags, promotions_of_products, shipping_terms, takeable_coupons
from yutang.revenue.pricing.contracts import CouponTemplateFacts, PriceTag
from yutang.surfaces.mall.answers.cards import ShownPrice, cards_of, shown_price
from yutang.surfaces.mall.answers.coupons import takeable_out
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.answers.shop import PRICE_NOTE
from yutang.surfaces.mall.answers.vouchers import pack_of
from yutang.surfaces.mall.schemas.products import (
    CategoryRef,
    EarningOut,
    HotWordsOut,
    PickupHintOut,
    PriceLine,
    PriceOut,
    ProductForMeOut,
    ProductOut,
    ProductPageOut,
    PromotionOut,
    SkuOut,
    SpecOut,
    TickerItem,
    TickerOut,
)
from yutang.surfaces.mall.schemas.shared import MAX_QUANTITY

PAGE_SIZE = 20
VOUCHER_LINE = "付款后立即到账，到店出示券码使用；未使用的部分随时可退"
SORTS = {
    "default": ProductSort.DEFAULT,
    "sales": ProductSort.SALES,
    "newest": ProductSort.NEWEST,
    "price_up": ProductSort.PRICE_ASC,
    "price_down": ProductSort.PRICE_DESC,
}
HOT_WORDS_SECONDS = 300


def page_of(
    customer_id: int | None, *, category_id: int | None, q: str, sort: str, page: int
) -> ProductPageOut:
    """Products on sale."""
    found = products_page(
        ProductQuery(category_id=category_id, q=q, sort=SORTS[sort], page=page, page_size=PAGE_SIZE)
    )
    return ProductPageOut(
        items=cards_of(found.items, price_group=price_group_of(customer_id)),
        total=found.total,
        next_page=page + 1 if found.has_more else None,
    )


def price_group_of(customer_id: int | None) -> str:
    """The customer's price group; none for visitors."""
    return customer_profile(customer_id).price_group if customer_id else ""


def product_of(product_id: int) -> ProductOut:
    """The page without a customer; raises product_unknown or product_gone."""
    detail = product_detail(product_id)
    if detail.status not in ("on_sale", "off_sale"):
        raise ProductUnknown(product_id)
    sku_ids = [sku.sku_id for sku in detail.skus]
    tags = price_tags(sku_ids)
    left = available(sku_ids, default_location_id())
    is_pack = detail.kind == ProductKind.VOUCHER
    return ProductOut(
        id=detail.product_id,
        no=detail.no,
        name=detail.name,
        subtitle=detail.subtitle,
        status="on_sale" if detail.is_sellable else "off_sale",
        pictures=[media_url(path) for path in detail.pictures],
        tint=detail.tint,
        category=CategoryRef(id=detail.category_id, name=detail.category_name)
        if detail.category_id
        else None,
        description=detail.description,
        specs=[SpecOut(name=name, value=value) for name, value in detail.specs],
        service_promises=list(detail.service_promises),
        origin=detail.origin,
        price=_price_out(detail, tags),
        skus=_skus(detail, tags, left),
        sales_count=detail.sales_count,
        promotions=[
            PromotionOut(kind=tag.kind, title=tag.text, detail="", ends_at=tag.ends_at)
            for tag in promotions_of_products([product_id]).get(product_id, [])
        ],
        coupons=[takeable_out(template) for template in takeable_coupons(product_id=product_id)],
        delivery_lines=[VOUCHER_LINE] if is_pack else _delivery_lines(),
        kind=ProductKind(detail.kind).value,
        pack=pack_of(product_id) if is_pack else None,
        version=detail.version,
    )


def _skus(detail: ProductDetail, tags: dict[int, PriceTag], left: dict[int, int]) -> list[SkuOut]:
    picture = media_url(detail.pictures[0]) if detail.pictures else ""
    skus = []
    for sku in detail.skus:
        price = shown_price(tags.get(sku.sku_id), sku.price_fen)
        pieces = max(left.get(sku.sku_id, 0), 0)
        skus.append(
            SkuOut(
                id=sku.sku_id,
                no=sku.no,
                spec=sku.spec,
                values=dict(sku.spec_values),
                picture=picture,
                price_fen=price.price_fen,
                price_kind=price.kind,
                base_price_fen=sku.price_fen,
                original_price_fen=sku.original_price_fen,
                left=pieces,
                sellable=detail.is_sellable and pieces > 0,
                max_quantity=min(pieces, MAX_QUANTITY),
            )
        )
    return skus


def _price_out(detail: ProductDetail, tags: dict[int, PriceTag]) -> PriceOut:
    """The price block: the cheapest SKU's price, then every other price of it with its name."""
    if not detail.skus:
        return PriceOut(
            price_fen=detail.price_fen, kind="base", label="", lines=[], ends_at=None, note=PRICE_NOTE
        )
    cheapest = min(
        detail.skus, key=lambda sku: (shown_price(tags.get(sku.sku_id), sku.price_fen).price_fen, sku.sku_id)
    )
    tag = tags.get(cheapest.sku_id)
    price = shown_price(tag, cheapest.price_fen)
    original = max(cheapest.original_price_fen or 0, cheapest.price_fen)
    return PriceOut(
        price_fen=price.price_fen,
        kind=price.kind,
        label=price.label,
        lines=_price_lines(price, tag, original),
        ends_at=price.ends_at,
        note=PRICE_NOTE,
    )


def _price_lines(price: ShownPrice, tag: PriceTag | None, original_fen: int) -> list[PriceLine]:
    lines = []
    if tag is not None and tag.limited_fen is not None and price.kind == "member":
        lines.append(PriceLine(label="限时价", price_fen=tag.limited_fen))
    if tag is not None and tag.member_fen is not None and tag.member_fen < price.price_fen:
        lines.append(PriceLine(label=tag.member_title, price_fen=tag.member_fen))
    if original_fen > price.price_fen:
        lines.append(PriceLine(label="日常价", price_fen=original_fen, struck=True))
    return lines


def _delivery_lines() -> list[str]:
    terms = shipping_terms()
    lines = ["到店自提免配送费"]
    if terms.fee_fen and terms.free_from_fen is not None:
        free = f"满 ¥{yuan(terms.free_from_fen)} 免配送费"
        lines.insert(0, f"配送费 ¥{yuan(terms.fee_fen)}，{free}")
    return lines


def product_for(customer_id: int, product_id: int) -> ProductForMeOut:
    """The customer's own price, earning, coupons and store."""
    profile = customer_profile(customer_id)
    detail = product_detail(product_id)
    tags = price_tags([sku.sku_id for sku in detail.skus], price_group=profile.price_group)
    earning = earning_preview(customer_id, product_id)
    templates: list[CouponTemplateFacts] = takeable_coupons(product_id=product_id, customer_id=customer_id)
    return ProductForMeOut(
        price=_price_out(detail, tags),
        sku_prices={
            str(sku.sku_id): shown_price(tags.get(sku.sku_id), sku.price_fen).price_fen for sku in detail.skus
        },
        earning=EarningOut(amount_fen=earning.earning_fen, rate_bp=earning.rate_bp, formula=earning.formula)
        if earning
        else None,
        coupons=[takeable_out(template) for template in templates],
        store=_pickup_hint(profile.home_store_id),
        cart_count=cart_count(customer_id),
    )


def _pickup_hint(store_id: int | None) -> PickupHintOut | None:
    if store_id is None:
        return None
    store = store_of(store_id)
    if not (store.is_active and store.pickup_enabled):
        return None
    return PickupHintOut(id=store.store_id, name=store.name, text=f"{store.name}自提，营业 {store.hours}")


def ticker_of(product_id: int) -> TickerOut:
    """True recent orders with masked names."""
    return TickerOut(
        items=[
            TickerItem(
                who=buyer.nickname or "顾客",
                avatar=media_url(buyer.avatar),
                text=f"买了 {buyer.quantity} 份",
                at=buyer.paid_at,
            )
            for buyer in recent_buyers(product_id)
        ]
    )


def hot_words() -> HotWordsOut:
    """Names of what sells best, the longest-known word list of any shop."""
    words: list[str] | None = cache.get("mall:hot-words")
    if words is None:
        found = products_page(ProductQuery(sort=ProductSort.SALES, page_size=8))
        words = [card.name for card in found.items]
        cache.set("mall:hot-words", words, HOT_WORDS_SECONDS)
    return HotWordsOut(words=words)
