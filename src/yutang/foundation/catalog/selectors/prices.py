"""Which price was in force when."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import zip_longest

from yutang.foundation.catalog import rules
from yutang.foundation.catalog.models import PriceChange, Sku
from yutang.kernel import clock

type PriceHistory = list[tuple[datetime, int]]


def price_histories(sku_ids: Iterable[int]) -> Mapping[int, PriceHistory]:
    """The prices of these SKUs as (from, price) in order of time, in one query."""
    histories: dict[int, PriceHistory] = {}
    rows = PriceChange.objects.filter(sku_id__in=list(sku_ids)).order_by("from_at", "id")
    for sku_id, from_at, price_fen in rows.values_list("sku_id", "from_at", "price_fen"):
        histories.setdefault(sku_id, []).append((from_at, price_fen))
    return histories


def lowest_prices(sku_ids: Iterable[int], *, days: int = 7) -> dict[int, int]:
    """The lowest price that was in force for each SKU at any moment of the last days, today's included; one query."""
    since = clock.now() - timedelta(days=days)
    lowest: dict[int, int] = {}
    for sku_id, history in price_histories(sku_ids).items():
        ends = [begins for begins, _ in history[1:]]
        recent = [fen for (_, fen), end in zip_longest(history, ends) if end is None or end > since]
        lowest[sku_id] = min(recent)
    return lowest


def honest_original_fen(sku_id: int) -> int | None:
    """The original price that may be shown for the SKU, or None.

    An original price is shown only if this very price was really in force for the SKU at some moment of the
    last 90 days, and if it is higher than the current price.
    """
    row = Sku.objects.filter(pk=sku_id).values_list("price_fen", "product__original_price_fen").first()
    if row is None or row[1] is None:
        return None
    return rules.honest_original_fen(
        row[1], current_fen=row[0], history=price_histories([sku_id]).get(sku_id, []), at=clock.now()
    )
