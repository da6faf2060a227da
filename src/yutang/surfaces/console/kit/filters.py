"""Filters of lists, with Chinese titles of their own."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from yutang.foundation.org.models import Store
from yutang.kernel import clock
from yutang.surfaces.console.access import visible_stores
from yutang.surfaces.console.kit.texts import SHANGHAI

Choices = Sequence[tuple[str, str]]


def custom_filter(
    title: str,
    parameter: str,
    choices: Callable[[HttpRequest], Choices],
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]],
) -> type[SimpleListFilter]:
    """A filter whose choices may depend on who asks; an unknown value filters nothing."""

    class Filter(SimpleListFilter):
        def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
            return choices(request)

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            value = self.value()
            known = {str(key) for key, _ in self.lookup_choices}
            return narrow(queryset, value) if value is not None and value in known else queryset

        def has_output(self) -> bool:
            return bool(self.lookup_choices)

    Filter.title = title
    Filter.parameter_name = parameter
    return Filter


def choice_filter(title: str, field: str, labels: Mapping[str, Any]) -> type[SimpleListFilter]:
    """One of the known values of `field`; labels may be texts or (text, tone)."""
    choices = [(str(key), label if isinstance(label, str) else label[0]) for key, label in labels.items()]
    return custom_filter(
        title, field, lambda _request: choices, lambda rows, value: rows.filter(**{field: value})
    )


def flag_filter(title: str, field: str, yes: str = "是", no: str = "否") -> type[SimpleListFilter]:
    """A yes-or-no field."""
    choices = [("1", yes), ("0", no)]
    return custom_filter(
        title, field, lambda _request: choices, lambda rows, value: rows.filter(**{field: value == "1"})
    )


def value_filter(
    title: str, parameter: str, options: Callable[[], Choices], field: str
) -> type[SimpleListFilter]:
    """One of the values that `options` gives when the page is made."""
    return custom_filter(
        title, parameter, lambda _request: options(), lambda rows, value: rows.filter(**{field: value})
    )


def _stores(request: HttpRequest) -> Choices:
    stores, rows = visible_stores(request), Store.objects.order_by("no")
    if stores is not None:
        rows = rows.filter(pk__in=stores)
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:200]]


def store_filter(field: str) -> type[SimpleListFilter]:
    """One of the stores that the member of staff may see."""
    return custom_filter("门店", "store", _stores, lambda rows, value: rows.filter(**{field: value}))


def period_filter(title: str, field: str) -> type[SimpleListFilter]:
    """Today, or the last days, by Shanghai time."""
    days = {"today": 0, "7d": 6, "30d": 29, "90d": 89}

    def narrow(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        midnight = clock.now().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        return rows.filter(**{f"{field}__gte": midnight - timedelta(days=days[value])})

    choices = [("today", "今天"), ("7d", "近 7 天"), ("30d", "近 30 天"), ("90d", "近 90 天")]
    return custom_filter(title, f"{field}_in", lambda _request: choices, narrow)
