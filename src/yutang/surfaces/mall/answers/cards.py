"""Product cards: catalogue facts, today's price for this customer, true stock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from yutang.foundation.catalog.api import skus_by_ids
from yutang.foundation.catalog.contracts import ProductCard as CardFacts
from yutang.foundation.catalog.contracts import ProductKind, ProductStatus
from yutang.foundation.inventory.api import available, default_location_id
from yutang.revenue.pricing.api import price_tags
from yutang.revenue.pricing.contracts import PriceTag
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.schemas.products import PriceKind, ProductCard

MEMBER_LABEL = "会员价"


@dataclass(frozen=True, slots=True)
class ShownPrice:
    """The price to pay, what kind it is, and what it would be without."""

    price_fen: int
    kind: PriceKind
    label: str
    ends_at: datetime | None


def shown_price(tag: PriceTag | None, base_fen: int) -> ShownPrice:
    """What this customer group pays and why: the lowest of base, limited and member price."""
    if tag is None:
        return ShownPrice(base_fen, "base", "", None)
    if tag.limited_fen is not None and tag.price_fen == tag.limited_fen:
        return ShownPrice(tag.price_fen, "limited", "限时价", tag.limited_until)
    if tag.price_fen < base_fen:
        return ShownPrice(tag.price_fen, "member", tag.member_title or MEMBER_LABEL, tag.limited_until)
    return ShownPrice(tag.price_fen, "base", "", None)


def cards_of(
    facts: Sequence[CardFacts], *, price_group: str = "", reasons: Mapping[int, str] | None = None
) -> list[ProductCard]:
    """Cards in the given order, in three queries however many they are."""
    sku_ids = [card.sku_id for card in facts if card.sku_id is not None]
    tags = price_tags(sku_ids, price_group=price_group) if sku_ids else {}
    left = available(sku_ids, default_location_id()) if sku_ids else {}
    skus = skus_by_ids(sku_ids) if sku_ids else {}
    cards = []
    for card in facts:
        sku_id = card.sku_id or 0
        price = shown_price(tags.get(sku_id), card.price_fen)
        struck = _struck(price, card.price_fen, card.original_price_fen)
        pieces = left.get(sku_id, 0)
        cards.append(
            ProductCard(
                id=card.product_id,
                no=card.no,
                name=card.name,
                subtitle=card.subtitle,
                spec=skus[sku_id].spec if sku_id in skus else "",
                picture=media_url(card.picture),
                tint=card.tint,
                price_fen=price.price_fen,
                price_kind=price.kind,
                price_label=price.label,
                original_price_fen=struck,
                # A pack is bought from its page: one tap never puts it into the cart.
                sku_id=card.sku_id if card.sku_count == 1 and card.kind == ProductKind.GOODS else None,
                sku_count=card.sku_count,
                left=max(pieces, 0),
                sales_count=card.sales_count,
                sellable=card.status == ProductStatus.ON_SALE and pieces > 0,
                reason=(reasons or {}).get(card.product_id, ""),
            )
        )
    return cards


def _struck(price: ShownPrice, base_fen: int, original_fen: int | None) -> int | None:
    """What may be struck through: an honest earlier price, or today's own base price when less is charged."""
    struck = max(original_fen or 0, base_fen)
    return struck if struck > price.price_fen else None
