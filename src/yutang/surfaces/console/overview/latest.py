"""What happened last: the newest orders and commissions, and what is on offer now."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import Q

from yutang.foundation.customers.api import customers_by_ids
from yutang.kernel import clock
from yutang.referral.affiliates.models import Commission
from yutang.revenue.orders.models import Order
from yutang.revenue.pricing.contracts import PromotionStatus
from yutang.revenue.pricing.models import Promotion
from yutang.surfaces.console.kit.texts import money, near
from yutang.surfaces.console.labels import COMMISSION, ORDER, promotion_rule

_ROWS = 6


def _names(customer_ids: Collection[int]) -> dict[int, str]:
    facts = customers_by_ids(list(customer_ids))
    return {pk: one.nickname or one.no for pk, one in facts.items()}


def latest_orders(stores: Collection[int] | None) -> list[dict[str, Any]]:
    """The newest paid or placed orders in scope, straight from the table: true to the second."""
    rows = Order.objects.filter(imported_key=None).defer("address")
    if stores is not None:
        rows = rows.filter(store_id__in=stores)
    found = list(rows.order_by("-id")[:_ROWS])
    names = _names({row.customer_id for row in found})
    return [
        {
            "id": row.pk,
            "no": row.no,
            "customer": names.get(row.customer_id, ""),
            "total": money(row.total_fen),
            "refunded": money(row.refunded_fen) if row.refunded_fen else "",
            "state": ORDER.get(row.status, (row.status, "")),
            "at": near(row.placed_at),
        }
        for row in found
    ]


def latest_commissions(stores: Collection[int] | None) -> list[dict[str, Any]]:
    """The newest commissions, each with who earns it and from which order."""
    rows = Commission.objects.select_related("affiliate")
    if stores is not None:
        rows = rows.filter(order_id__in=Order.objects.filter(store_id__in=stores).values("id"))
    found = list(rows.order_by("-id")[:_ROWS])
    names = _names({row.affiliate.customer_id for row in found})
    return [
        {
            "id": row.pk,
            "earner": names.get(row.affiliate.customer_id, ""),
            "level": {1: "一级", 2: "二级"}[row.level],
            "amount": money(row.amount_fen - row.clawed_fen),
            "clawed": money(row.clawed_fen) if row.clawed_fen else "",
            "order_no": row.order_no,
            "state": COMMISSION.get(row.status, (row.status, "")),
            "at": near(row.accrued_at),
        }
        for row in found
    ]


def running_promotions() -> list[dict[str, Any]]:
    """Promotions in force at this moment, the one that ends first on top."""
    now = clock.now()
    rows = Promotion.objects.filter(status=PromotionStatus.ACTIVE, starts_at__lte=now).filter(
        Q(ends_at=None) | Q(ends_at__gt=now)
    )
    found = sorted(rows, key=lambda row: (row.ends_at is None, row.ends_at or now, row.pk))
    return [
        {
            "id": row.pk,
            "name": row.name,
            "kind": row.get_kind_display(),
            "rule": promotion_rule(row),
            "left": "长期" if row.ends_at is None else _left(row.ends_at - now),
        }
        for row in found[:5]
    ]


def _left(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours >= 72:
        return f"{hours // 24} 天"
    if hours >= 24:
        return f"{hours // 24} 天 {hours % 24} 小时"
    return f"{hours} 小时 {int(span.total_seconds() % 3600 // 60)} 分"
