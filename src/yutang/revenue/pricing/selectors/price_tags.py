"""Prices and promotions beside products."""

from collections.abc import Sequence

from yutang.foundation.catalog.api import skus_by_ids
from yutang.kernel import clock
from yutang.revenue.pricing.contracts import PriceTag, PromotionFacts, PromotionKind, PromotionTag
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
    wanted = set(product_ids)
    found: dict[int, list[PromotionTag]] = {product_id: [] for product_id in wanted}
    if not wanted:
        return found
    promotions = active_promotions(clock.now())
    skus = [sku for sku in skus_by_ids(product_ids=sorted(wanted)).values()]
    for promotion in promotions:
        text = _text(promotion)
        if not text:
            continue
        for sku in skus:
            limited = promotion.kind == PromotionKind.LIMITED_PRICE
            hit = str(sku.sku_id) in promotion.config["prices"] if limited else in_scope(promotion.scope, sku)
            tags = found[sku.product_id]
            if hit and all(tag.promotion_id != promotion.promotion_id for tag in tags):
                tags.append(PromotionTag(promotion.promotion_id, promotion.kind, text, promotion.ends_at))
    return found


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
