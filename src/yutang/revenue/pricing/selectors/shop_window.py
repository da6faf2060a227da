"""What the mall says about prices before anybody has a basket."""

from dataclasses import dataclass
from datetime import datetime

from yutang.kernel import clock
from yutang.revenue.pricing.contracts import PromotionKind
from yutang.revenue.pricing.selectors.rule_rows import active_promotions


@dataclass(frozen=True, slots=True)
class LimitedOffer:
    """One SKU at a limited price now."""

    sku_id: int
    price_fen: int
    ends_at: datetime | None
    name: str


def limited_offers() -> list[LimitedOffer]:
    """Return every limited price in force, the one that ends first at the top; those without an end come last."""
    offers = [
        LimitedOffer(int(sku_id), int(fen), promotion.ends_at, promotion.name)
        for promotion in active_promotions(clock.now())
        if promotion.kind == PromotionKind.LIMITED_PRICE
        for sku_id, fen in promotion.config["prices"].items()
    ]
    return sorted(
        offers, key=lambda o: (o.ends_at is None, o.ends_at.timestamp() if o.ends_at else 0.0, o.sku_id)
    )
