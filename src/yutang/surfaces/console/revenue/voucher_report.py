"""Redemptions and related sales, store by store."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from yutang.foundation.org.api import stores_by_ids
from yutang.kernel import clock
from yutang.revenue.vouchers.api import store_figures
from yutang.revenue.vouchers.contracts import StoreFigures
from yutang.surfaces.console.access import VIEW, may, visible_stores

SPANS = {"today": ("今天", 0), "7d": ("近 7 天", 6), "30d": ("近 30 天", 29), "90d": ("近 90 天", 89)}


@dataclass(frozen=True)
class _Row:
    name: str
    one: StoreFigures


def voucher_report_view(site: Any, request: HttpRequest) -> HttpResponseBase:
    """Who redeems how much, and what the customer buys when he comes."""
    if not may(request.user, "orders", VIEW):
        raise PermissionDenied
    span = request.GET.get("span", "30d")
    span = span if span in SPANS else "30d"
    midnight = datetime.combine(clock.business_date(), time(), clock.SHANGHAI)
    found = store_figures(
        since=midnight - timedelta(days=SPANS[span][1]),
        until=midnight + timedelta(days=1),
        store_ids=visible_stores(request),
    )
    names = stores_by_ids({one.store_id for one in found})
    context = {
        **site.each_context(request),
        "title": "门店核销",
        "spans": [(name, f"?span={key}", key == span) for key, (name, _) in SPANS.items()],
        "rows": [_Row(names[one.store_id].name if one.store_id in names else "", one) for one in found],
        "uses": sum(one.uses for one in found),
        "sales_fen": sum(one.sales_fen for one in found),
        "worth_fen": sum(one.worth_fen for one in found),
    }
    return TemplateResponse(request, "console/vouchers.html", context)
