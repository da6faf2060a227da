"""The first screen and the reports."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import reverse

from yutang.foundation.org.api import brand_profile
from yutang.insight.metrics.api import read_cohorts, read_overview, read_products, share_bp
from yutang.insight.metrics.contracts import Overview
from yutang.kernel import audit
from yutang.surfaces.console.access import VIEW, actor_of, may
from yutang.surfaces.console.kit.csv_files import csv_lines
from yutang.surfaces.console.kit.texts import percent
from yutang.surfaces.console.overview import figures
from yutang.surfaces.console.overview.alerts import alerts_of
from yutang.surfaces.console.overview.latest import latest_commissions, latest_orders, running_promotions
from yutang.surfaces.console.overview.period import PERIODS, Choice, chosen, store_choices

_REPORT_ROWS = 100


def _overview(choice: Choice) -> Overview:
    return read_overview(period=choice.period, stores=choice.store_ids, first=choice.first, last=choice.last)


def _target(key: str) -> int | None:
    value = brand_profile().policy.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def overview_view(site: Any, request: HttpRequest) -> HttpResponseBase:
    """Targets with factors and trend, the cause of the change, the funnel, what waits, what is new."""
    if not may(request.user, "overview", VIEW):
        raise PermissionDenied
    choice = chosen(request)
    overview = _overview(choice)
    is_whole = choice.store_ids is None
    context = {
        **site.each_context(request),
        "title": "概览",
        "choice": choice,
        "periods": [(name, choice.query(period=key), key == choice.period) for key, name in PERIODS.items()],
        "stores": store_choices(request, choice),
        "as_of": figures.as_of_text(overview),
        "has_previous": overview.previous_sales is not None,
        "audience": figures.audience_card(overview, _target("target_customers") if is_whole else None),
        "sales": figures.sales_card(
            overview, _target("target_month_gmv_fen") if is_whole and choice.period == "30d" else None
        ),
        "tree": figures.tree_view(overview.tree),
        "funnel": figures.funnel_view(overview),
        "products": figures.products_view_rows(overview),
        "alerts": alerts_of(request),
        "promotions": running_promotions(),
        "orders": latest_orders(choice.store_ids),
        "commissions": latest_commissions(choice.store_ids) if may(request.user, "refer", VIEW) else None,
        "may_see": {
            area: may(request.user, area, VIEW) for area in ("offers", "data", "refer", "orders", "customers")
        },
        "query": choice.query(),
    }
    return TemplateResponse(request, "console/overview.html", context)


def products_view(site: Any, request: HttpRequest) -> HttpResponseBase:
    """The best sellers, a hundred of them; rows, others and shipping add up to GMV."""
    _must_see_data(request)
    choice = chosen(request)
    window, table = read_products(
        period=choice.period, stores=choice.store_ids, top=_REPORT_ROWS, first=choice.first, last=choice.last
    )
    context = {
        **site.each_context(request),
        "title": "商品排行",
        "choice": choice,
        "periods": [(name, choice.query(period=key), key == choice.period) for key, name in PERIODS.items()],
        "stores": store_choices(request, choice),
        "window": window,
        "table": table,
        "rows": [(row, percent(share_bp(row.sales_fen, table.gmv_fen))) for row in table.rows],
        "query": choice.query(),
    }
    return TemplateResponse(request, "console/products.html", context)


def repeat_view(site: Any, request: HttpRequest) -> HttpResponseBase:
    """Repeat purchase by month of first order."""
    _must_see_data(request)
    choice = chosen(request)
    rows = [
        (
            row,
            [
                (count, percent(share_bp(count, row.size)) if count is not None else "")
                for count in _within(row)
            ],
        )
        for row in reversed(read_cohorts(stores=choice.store_ids))
    ]
    context = {
        **site.each_context(request),
        "title": "复购",
        "choice": choice,
        "stores": store_choices(request, choice),
        "rows": rows,
        "query": choice.query(),
    }
    return TemplateResponse(request, "console/repeat.html", context)


def _within(row: Any) -> tuple[int | None, int | None, int | None]:
    return row.within_30, row.within_60, row.within_90


def _must_see_data(request: HttpRequest) -> None:
    if not may(request.user, "data", VIEW):
        raise PermissionDenied


Lines = tuple[Sequence[str], Iterable[Sequence[str]]]


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _sales_lines(choice: Choice) -> Lines:
    days = _overview(choice).sales_days
    heads = ("日期", "GMV（元）", "退款（元）", "订单", "购买人数")
    return heads, (
        (str(d.day), _yuan(d.gmv_fen), _yuan(d.refund_fen), str(d.orders), str(d.buyers)) for d in days
    )


def _audience_lines(choice: Choice) -> Lines:
    return ("日期", "客户总数"), ((str(p.day), str(p.value)) for p in _overview(choice).audience_days)


def _funnel_lines(choice: Choice) -> Lines:
    steps = _overview(choice).funnel
    return ("阶段", "口径", "人数", "转化"), (
        (
            s.stage,
            s.meaning,
            str(s.people),
            percent(s.from_previous_bp) if s.from_previous_bp is not None else "",
        )
        for s in steps
    )


def _tree_lines(choice: Choice) -> Lines:
    tree = figures.tree_view(_overview(choice).tree)
    rows = tree["rows"] if tree else []
    return ("层级", "项目", "变化", "之前", "之后"), ((str(r[0]), r[1], r[2], r[3], r[4]) for r in rows)


def _product_lines(choice: Choice) -> Lines:
    _, table = read_products(
        period=choice.period, stores=choice.store_ids, top=10_000, first=choice.first, last=choice.last
    )
    heads = ("商品编号", "商品", "件数", "订单", "购买人数", "销售额（元）", "退款（元）")
    return heads, (
        (
            str(r.product_id),
            r.name,
            str(r.quantity),
            str(r.orders),
            str(r.buyers),
            _yuan(r.sales_fen),
            _yuan(r.refund_fen),
        )
        for r in table.rows
    )


def _repeat_lines(choice: Choice) -> Lines:
    rows = read_cohorts(stores=choice.store_ids)
    heads = ("首单月份", "人数", "30 天内复购", "60 天内复购", "90 天内复购")
    return heads, (
        (f"{r.month:%Y-%m}", str(r.size), *("" if n is None else str(n) for n in _within(r))) for r in rows
    )


_CHARTS: dict[str, Callable[[Choice], Lines]] = {
    "sales": _sales_lines,
    "audience": _audience_lines,
    "funnel": _funnel_lines,
    "tree": _tree_lines,
    "products": _product_lines,
    "repeat": _repeat_lines,
}


def chart_csv_view(request: HttpRequest, chart: str) -> HttpResponseBase:
    """The table behind a chart, for the same span and stores."""
    if not may(request.user, "overview", VIEW):
        raise PermissionDenied
    if chart not in _CHARTS:
        raise Http404("没有这张图")
    if request.method != "GET":
        return HttpResponseRedirect(reverse("admin:index"))
    choice = chosen(request)
    heads, rows = _CHARTS[chart](choice)
    audit.record(
        actor=actor_of(request),
        action="console.export",
        subject=f"chart:{chart}",
        change={"query": choice.query()},
    )
    response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
        csv_lines(heads, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{chart}.csv"'
    return response
