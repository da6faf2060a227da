"""What sells this week, from the log."""

import logging

from django.core.cache import cache

from yutang.insight.metrics.api import read_products

logger = logging.getLogger(__name__)

MOST = 8
KEEP_SECONDS = 600


def weekly_best_sellers(store_id: int | None) -> list[int]:
    """The products sold most in the last seven days, in this store or everywhere; kept for ten minutes."""
    key = f"mall:best-sellers:{store_id or 'all'}"
    found: list[int] | None = cache.get(key)
    if found is None:
        found = _read(store_id)
        cache.set(key, found, KEEP_SECONDS)
    return found


def _read(store_id: int | None) -> list[int]:
    try:
        _, table = read_products(period="7d", stores=None if store_id is None else [store_id], top=MOST)
    except Exception:  # the home page is worth more than one of its reasons
        logger.exception("best-sellers of the week cannot be read")
        return []
    return [row.product_id for row in table.rows if row.quantity > 0]
