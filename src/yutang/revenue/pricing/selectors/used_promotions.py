"""How often customers have used promotions that count it."""

from collections.abc import Collection

from yutang.revenue.pricing.models import PromotionUse


def newcomer_key(customer_id: int) -> str:
    """Return the one place that a customer has in all promotions for newcomers together."""
    return f"newcomer:{customer_id}"


def used_promotions(customer_ids: Collection[int]) -> tuple[dict[int, dict[int, int]], set[int]]:
    """Return uses by customer and promotion, and who has taken the newcomer's place (one statement)."""
    used: dict[int, dict[int, int]] = {}
    newcomers: set[int] = set()
    rows = PromotionUse.objects.filter(customer_id__in=customer_ids).values_list(
        "customer_id", "promotion_id", "key"
    )
    for customer_id, promotion_id, key in rows:
        mine = used.setdefault(customer_id, {})
        mine[promotion_id] = mine.get(promotion_id, 0) + 1
        if key == newcomer_key(customer_id):
            newcomers.add(customer_id)
    return used, newcomers
