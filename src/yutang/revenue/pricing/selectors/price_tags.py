"""Prices and promotions beside products."""

from collections.abc import Sequence

from yutang.foundation.catalog.api import product_cards, skus_by_ids
from yutang.kernel import clock
from yutang.revenue.pricing.contracts import NO_TERMS, CustomerTerms, PriceTag, PromotionTag, ShippingTerms
from yutang.revenue.pricing.rules.explain import short_yuan
from yutang.revenue.pricing.selectors.rule_rows import price_book


def price_tags(
    sku_ids: Sequence[int], *, price_group: str = "", terms: CustomerTerms = NO_TERMS
) -> dict[int, PriceTag]:
    """Return what each SKU costs this price group now, with the limited price and the best member price beside it."""
    now = clock.now()
    book = price_book(now)
    members = book.members_for(terms.price_group or price_group, terms, now)
    tags: dict[int, PriceTag] = {}
    for sku_id, sku in skus_by_ids(list(sku_ids)).items():
        unit = book.unit_for(sku, members, terms)
        member_fen, title = book.member_fen(sku)
        limited = unit.limited_fen if unit.limited_by else None
        tags[sku_id] = PriceTag(sku_id, unit.fen, limited, book.limited_until(sku), member_fen, title)
    return tags


def promotions_of_products(product_ids: Sequence[int]) -> dict[int, list[PromotionTag]]:
    """Return the promotions that are true for each product now, in the words a customer reads.

    Of a product with several SKUs the ones of its cheapest SKU and of those that have a price of their own are asked.
    """
    found: dict[int, dict[int, PromotionTag]] = {product_id: {} for product_id in product_ids}
    if not found:
        return {}
    book = price_book(clock.now())
    cards = product_cards(list(found))
    wanted = {card.sku_id for card in cards if card.sku_id is not None} | book.named_ids
    for sku in skus_by_ids(sorted(wanted)).values():
        tags = found.get(sku.product_id)
        if tags is None:
            continue
        offer = book.limited_offer(sku)
        if offer is not None and offer[0] < sku.price_fen:
            facts = offer[1]
            tags[facts.promotion_id] = PromotionTag(facts.promotion_id, facts.kind, facts.name, facts.ends_at)
        for rule in book.rules_for(sku):
            facts = rule.facts
            tags[rule.promotion_id] = PromotionTag(rule.promotion_id, facts.kind, rule.text(), facts.ends_at)
        template = book.template_for(sku)
        if template is not None and template.usual.free_from_fen is not None:
            facts, text = template.facts, f"满 ¥{short_yuan(template.usual.free_from_fen)} 包邮"
            tags[facts.promotion_id] = PromotionTag(facts.promotion_id, facts.kind, text, facts.ends_at)
    return {product_id: [tags[key] for key in sorted(tags)] for product_id, tags in found.items()}


def shipping_terms() -> ShippingTerms:
    """Return what delivery costs now."""
    book = price_book(clock.now())
    return ShippingTerms(book.fee_fen, book.free_from_fen)
