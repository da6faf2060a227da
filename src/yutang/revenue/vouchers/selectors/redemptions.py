"""What happened at the counters."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from yutang.revenue.vouchers.contracts import (
    RedemptionFacts,
    RedemptionsPage,
    StoreFigures,
    redemption_unknown,
)
from yutang.revenue.vouchers.models import Redemption, StoreSale
from yutang.revenue.vouchers.selectors.rows import redemption_facts

MAX_PAGE = 50


def redemptions_page(
    *,
    store_ids: Collection[int] | None,
    staff_id: int | None = None,
    before: int | None = None,
    limit: int = 20,
) -> RedemptionsPage:
    """Return redemptions of these stores (None: all), newest first; with staff_id only those of one person."""
    rows = _of_stores(Redemption.objects.all(), store_ids)
    if staff_id is not None:
        rows = rows.filter(staff_id=staff_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    limit = max(1, min(limit, MAX_PAGE))
    found = list(rows.select_related("voucher").order_by("-pk")[: limit + 1])
    page = found[:limit]
    return RedemptionsPage(tuple(redemption_facts(page)), page[-1].pk if len(found) > limit else None)


def redemption_by_no(no: str, *, store_ids: Collection[int] | None) -> RedemptionFacts:
    """Return one redemption of these stores; raises NotFound("redemption_unknown")."""
    rows = _of_stores(Redemption.objects.filter(no=no), store_ids)
    found = redemption_facts(rows.select_related("voucher"))
    if not found:
        raise redemption_unknown(no)
    return found[0]


def store_figures(
    *, since: datetime, until: datetime, store_ids: Collection[int] | None, staff_id: int | None = None
) -> list[StoreFigures]:
    """Return the figures of each store in which anything happened, the busiest first (two statements)."""
    who = Q(staff_id=staff_id) if staff_id is not None else Q()
    redeemed = _of_stores(
        Redemption.objects.filter(
            who, redeemed_at__gte=since, redeemed_at__lt=until, reversed_at__isnull=True
        ),
        store_ids,
    )
    sold = _of_stores(
        StoreSale.objects.filter(who, at__gte=since, at__lt=until, cancelled_at__isnull=True), store_ids
    )
    counts = {
        row["store_id"]: row
        for row in redeemed.order_by()
        .values("store_id")
        .annotate(
            n=Count("pk"),
            pieces=Sum("uses"),
            people=Count("voucher__customer_id", distinct=True),
            worth=Sum(F("voucher__worth_fen") * F("uses") / F("voucher__uses_total")),
        )
    }
    sales = {
        row["store_id"]: row
        for row in sold.order_by().values("store_id").annotate(n=Count("pk"), fen=Sum("amount_fen"))
    }
    nothing: dict[str, Any] = {}
    figures = [
        StoreFigures(
            store_id=store_id,
            redemptions=counts.get(store_id, nothing).get("n", 0),
            uses=counts.get(store_id, nothing).get("pieces", 0),
            customers=counts.get(store_id, nothing).get("people", 0),
            worth_fen=int(counts.get(store_id, nothing).get("worth", 0)),
            sales=sales.get(store_id, nothing).get("n", 0),
            sales_fen=sales.get(store_id, nothing).get("fen", 0),
        )
        for store_id in counts.keys() | sales.keys()
    ]
    return sorted(figures, key=lambda one: (-one.redemptions, -one.sales_fen, one.store_id))


def _of_stores(rows: QuerySet[Any], store_ids: Collection[int] | None) -> QuerySet[Any]:
    return rows if store_ids is None else rows.filter(store_id__in=list(store_ids))
