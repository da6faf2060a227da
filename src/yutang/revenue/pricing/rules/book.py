"""The price book: every rule in force at one moment, arranged so that a basket looks up instead of searching."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.contracts import PromotionFacts, PromotionKind, Scope

FULL_BP = 10_000


def in_scope(scope: Scope, sku: SkuFacts) -> bool:
    """Whether a rule with this scope is about this SKU."""
    if scope.kind == "all":
        return True
    if scope.kind == "product":
        return sku.product_id in scope.ids
    if scope.kind == "sku":
        return sku.sku_id in scope.ids
    if scope.kind == "category":
        return sku.category_id in scope.ids or not scope.ids.isdisjoint(sku.category_path)
    return False


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """How one unit's price comes about: base >= limited >= member; equal means that the step does nothing."""

    base_fen: int
    limited_fen: int
    member_fen: int
    limited_by: PromotionFacts | None
    member_title: str

    @property
    def fen(self) -> int:
        """What one unit costs."""
        return self.member_fen


@dataclass(frozen=True, slots=True)
class Tier:
    """From this amount on, so much off."""

    threshold_fen: int
    off_fen: int


@dataclass(frozen=True, slots=True)
class Reduction:
    """A full-reduction, tiers highest first."""

    promotion: PromotionFacts
    tiers: tuple[Tier, ...]


class PriceBook:
    """All rules of one moment. A customer pays the lowest of base, limited and member price; they do not multiply."""

    def __init__(self, promotions: Iterable[PromotionFacts]) -> None:
        self.reductions: list[Reduction] = []
        self.fee_fen = 0
        self.free_from_fen: int | None = None
        self._limited: dict[int, tuple[int, PromotionFacts]] = {}
        self._groups: dict[str, tuple[int, str, PromotionFacts]] = {}
        self._units: dict[tuple[int, int, int | None, int | None, str], UnitPrice] = {}
        for promotion in promotions:
            self._add(promotion)

    def _add(self, promotion: PromotionFacts) -> None:
        config = promotion.config
        if promotion.kind == PromotionKind.FULL_REDUCTION:
            tiers = sorted(
                (Tier(int(t["threshold_fen"]), int(t["off_fen"])) for t in config["tiers"]), key=_threshold
            )
            self.reductions.append(Reduction(promotion, tuple(reversed(tiers))))
        elif promotion.kind == PromotionKind.LIMITED_PRICE:
            for sku_id, fen in config["prices"].items():
                known = self._limited.get(int(sku_id))
                if known is None or int(fen) < known[0]:
                    self._limited[int(sku_id)] = (int(fen), promotion)
        elif promotion.kind == PromotionKind.MEMBER_PRICE:
            self._groups[str(config["group"])] = (
                int(config.get("discount_bp", FULL_BP)),
                str(config.get("title", "会员")),
                promotion,
            )
        elif promotion.kind == PromotionKind.SHIPPING:
            self.fee_fen = int(config["fee_fen"])
            free_from = config.get("free_from_fen")
            self.free_from_fen = None if free_from is None else int(free_from)

    def unit(self, sku: SkuFacts, group: str) -> UnitPrice:
        """What one unit costs a customer of this price group, and why."""
        # Keyed by what the price depends on, so that a book kept for a while still hears of a changed SKU.
        key = (sku.sku_id, sku.price_fen, sku.member_price_fen, sku.category_id, group)
        known = self._units.get(key)
        if known is None:
            known = self._units[key] = self._unit(sku, group)
        return known

    def _unit(self, sku: SkuFacts, group: str) -> UnitPrice:
        base = sku.price_fen
        limited, limited_by = base, None
        offer = self._limited.get(sku.sku_id)
        if offer is not None and offer[0] < base:
            limited, limited_by = offer
        member, title = limited, ""
        if group and group in self._groups:
            discount_bp, group_title, promotion = self._groups[group]
            price = base
            if in_scope(promotion.scope, sku):
                price = (base * discount_bp + FULL_BP // 2) // FULL_BP
                title = _title(group_title, discount_bp)
            if sku.member_price_fen is not None and sku.member_price_fen < price:
                price, title = sku.member_price_fen, group_title
            member = min(limited, price)
        return UnitPrice(base, limited, member, limited_by, title)

    def member_fen(self, sku: SkuFacts) -> tuple[int | None, str]:
        """The lowest member price of a SKU over all groups, to show what membership would bring."""
        best: tuple[int | None, str] = (None, "")
        for group, (_, title, _promotion) in self._groups.items():
            unit = self.unit(sku, group)
            if unit.member_fen < unit.limited_fen and (best[0] is None or unit.member_fen < best[0]):
                best = (unit.member_fen, title)
        return best

    def limited_until(self, sku: SkuFacts) -> datetime | None:
        """When the limited price of a SKU ends, if it has one with an end."""
        offer = self._limited.get(sku.sku_id)
        return offer[1].ends_at if offer else None


def _threshold(tier: Tier) -> int:
    return tier.threshold_fen


def _title(title: str, discount_bp: int) -> str:
    if discount_bp >= FULL_BP:
        return title
    tenths = f"{discount_bp / 1000:.2f}".rstrip("0").rstrip(".")
    return f"{title} {tenths} 折"
