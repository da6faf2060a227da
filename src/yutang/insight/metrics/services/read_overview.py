"""The figures of the first screen."""

from collections import OrderedDict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from threading import Lock

from yutang.insight.metrics.contracts import DayPoint, Overview, SalesDay, Window
from yutang.insight.metrics.rules import change_tree, fill_days, local_day, running_total, start_of, window_of
from yutang.insight.metrics.selectors.audience import audience_between, joined_by_day
from yutang.insight.metrics.selectors.funnel import funnel_between
from yutang.insight.metrics.selectors.products import top_products
from yutang.insight.metrics.selectors.repeat import repeat_between
from yutang.insight.metrics.selectors.sales import first_sale_day, sales_between, sales_by_day
from yutang.insight.metrics.selectors.scope import Stores
from yutang.insight.warehouse.api import refresh_lake
from yutang.kernel import clock

_KEPT = 32
_TOP = 8
_answers: OrderedDict[tuple[object, ...], Overview] = OrderedDict()
_lock = Lock()


def read_overview(
    *, period: str, stores: Collection[int] | None, first: date | None = None, last: date | None = None
) -> Overview:
    """All figures of the window `period`, as of the last relayed event.

    The answer is kept until another event arrives or the minute ends, whichever is first. Raises ValueError on an
    unknown period or bad days.
    """
    position = refresh_lake()
    now = clock.now()
    scope = None if stores is None else frozenset(stores)
    if period == "all":
        first = first_sale_day(scope) or local_day(now)
    window = window_of(period, now=now, first=first, last=last)
    key = (position, now.replace(second=0, microsecond=0), period, window.first_day, window.last_day, scope)
    with _lock:
        if key in _answers:
            _answers.move_to_end(key)
            return _answers[key]
    answer = _read(window, now, position, scope)
    with _lock:
        _answers[key] = answer
        while len(_answers) > _KEPT:
            _answers.popitem(last=False)
    return answer


def _read(window: Window, now: datetime, position: int, stores: Stores) -> Overview:
    start, end = window.start, window.end
    before = (window.previous_start, window.previous_end)
    sales = sales_between(start, end, stores)
    audience = audience_between(start, end, stores)
    previous_sales = previous_audience = None
    if before[0] is not None and before[1] is not None:
        previous_sales = sales_between(before[0], before[1], stores)
        previous_audience = audience_between(before[0], before[1], stores)
    return Overview(
        window=window,
        as_of=now,
        position=position,
        sales=sales,
        previous_sales=previous_sales,
        sales_days=fill_days(sales_by_day(start, end, stores), window.first_day, window.last_day),
        previous_days=_previous_days(window, stores),
        audience=audience,
        previous_audience=previous_audience,
        audience_days=_audience_days(window.first_day, window.last_day, end, audience.total, stores),
        previous_audience_days=_previous_audience_days(window, stores),
        funnel=funnel_between(start, end, stores),
        products=top_products(start, end, stores, _TOP),
        repeat=repeat_between(start, end, stores),
        tree=change_tree(previous_sales, sales) if previous_sales and previous_sales.orders else None,
    )


def _previous_days(window: Window, stores: Stores) -> tuple[SalesDay, ...]:
    """The whole days of the earlier span, so that the curve beside a running day is complete."""
    if window.previous_first_day is None:
        return ()
    last = window.first_day - timedelta(days=1)
    found = sales_by_day(start_of(window.previous_first_day), start_of(window.first_day), stores)
    return fill_days(found, window.previous_first_day, last)


def _audience_days(
    first: date, last: date, end: datetime, total: int, stores: Stores
) -> tuple[DayPoint, ...]:
    joined = joined_by_day(start_of(first), end, stores)
    return running_total(joined, total - sum(point.value for point in joined), first, last)


def _previous_audience_days(window: Window, stores: Stores) -> tuple[DayPoint, ...]:
    if window.previous_first_day is None:
        return ()
    end = start_of(window.first_day)
    total = audience_between(start_of(window.previous_first_day), end, stores).total
    return _audience_days(window.previous_first_day, window.first_day - timedelta(days=1), end, total, stores)
