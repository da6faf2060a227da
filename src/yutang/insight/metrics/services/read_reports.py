"""Figures beyond the first screen."""

from collections.abc import Collection
from datetime import date

from yutang.insight.metrics.contracts import CohortRow, ProductTable, Window
from yutang.insight.metrics.rules import local_day, window_of
from yutang.insight.metrics.selectors.products import top_products
from yutang.insight.metrics.selectors.repeat import first_order_cohorts
from yutang.insight.metrics.selectors.sales import first_sale_day
from yutang.insight.warehouse.api import refresh_lake
from yutang.kernel import clock


def read_cohorts(*, stores: Collection[int] | None) -> tuple[CohortRow, ...]:
    """Repeat purchase by month of first order."""
    refresh_lake()
    return first_order_cohorts(clock.now(), stores)


def read_products(
    *,
    period: str,
    stores: Collection[int] | None,
    top: int,
    first: date | None = None,
    last: date | None = None,
) -> tuple[Window, ProductTable]:
    """The `top` products of a window. Raises ValueError on an unknown period or bad days."""
    refresh_lake()
    now = clock.now()
    if period == "all":
        first = first_sale_day(stores) or local_day(now)
    window = window_of(period, now=now, first=first, last=last)
    return window, top_products(window.start, window.end, stores, top)
