"""Prices and promotions beside products."""

from collections.abc import Sequence

from yutang.foundation.catalog.api import product_cards, skus_by_ids
from yutang.foundation.catalog.contracts import SkuFacts
from yutang.kernel import clock
from yutang.revenue.pricing.contracts import (
    PriceTag,
    PromotionFacts,
    PromotionKind,
    PromotionTag,
    ShippingTerms,
)
from yutang.revenue.pricing.rules.book import PriceBook, in_scope
from yutang.revenue.pricing.rules.explain import reduction_label, short_yuan
from yutang.revenue.pricing.selectors.rule_rows import active_promotions


def price_tags(sku_ids: Sequence[int], *, price_group: str = "") -> dict[int, PriceTag]:
    """Return what each SKU costs this price group now, with the limited price and the best member price beside it."""
    book = PriceBook(active_promotions(clock.now()))
    tags: dict[int, PriceTag] = {}
    for sku_id, sku in skus_by_ids(list(sku_ids)).items():
        unit = book.unit(sku, price_group)
        member_fen, title = book.member_fen(sku)
        limited = unit.limited_fen if unit.limited_by else None
        tags[sku_id] = PriceTag(sku_id, unit.fen, limited, book.limited_until(sku), member_fen, title)
    return tags


def promotions_of_products(product_ids: Sequence[int]) -> dict[int, list[PromotionTag]]:
    """Return the promotions that are true for each product now, in the words a customer reads."""
    found: dict[int, list[PromotionTag]] = {product_id: [] for product_id in product_ids}
    if not found:
        return found
    promotions = active_promotions(clock.now())
    limited = {
        int(i) for p in promotions if p.kind == PromotionKind.LIMITED_PRICE for i in p.config["prices"]
    }
    cards = product_cards(list(found))
    skus = skus_by_ids(limited | {card.sku_id for card in cards if card.sku_id is not None}).values()
    for promotion in promotions:
        text = _text(promotion)
        for sku in skus:
            tags = found.get(sku.product_id)
            if not text or tags is None or not _is_about(promotion, sku):
                continue
            if all(tag.promotion_id != promotion.promotion_id for tag in tags):
                tags.append(PromotionTag(promotion.promotion_id, promotion.kind, text, promotion.ends_at))
    return found


def shipping_terms() -> ShippingTerms:
    """Return what delivery costs now."""
    book = PriceBook(active_promotions(clock.now()))
    return ShippingTerms(book.fee_fen, book.free_from_fen)


def _is_about(promotion: PromotionFacts, sku: SkuFacts) -> bool:
    if promotion.kind == PromotionKind.LIMITED_PRICE:
        return str(sku.sku_id) in promotion.config["prices"]
    return in_scope(promotion.scope, sku)


def _text(promotion: PromotionFacts) -> str:
    config = promotion.config
    if promotion.kind == PromotionKind.FULL_REDUCTION:
        tiers = sorted((int(t["threshold_fen"]), int(t["off_fen"])) for t in config["tiers"])
        return "，".join(reduction_label(threshold, off) for threshold, off in tiers)
    if promotion.kind == PromotionKind.LIMITED_PRICE:
        return promotion.name
    if promotion.kind == PromotionKind.SHIPPING:
        free_from = config.get("free_from_fen")
        return "" if free_from is None else f"满 ¥{short_yuan(int(free_from))} 包邮"
    return ""
