"""Which span and which stores a page of figures is about, from its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from yutang.foundation.org.api import stores
from yutang.surfaces.console.access import visible_stores

PERIODS: Mapping[str, str] = {"today": "今天", "7d": "7 天", "30d": "30 天", "all": "全部"}


@dataclass(frozen=True)
class Choice:
    """A span (with its days if it is a custom one) and a store; ids None means every store."""

    period: str
    first: date | None
    last: date | None
    store_id: int | None
    store_ids: frozenset[int] | None

    @property
    def name(self) -> str:
        """How the span reads in a heading."""
        if self.period == "custom" and self.first and self.last:
            return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"
        return {"today": "今天", "all": "全部时间"}.get(self.period, f"近 {PERIODS[self.period]}")

    def query(self, **changes: Any) -> str:
        """The address of the same page with something else chosen."""
        parts: dict[str, Any] = {"period": self.period, "store": self.store_id}
        if self.period == "custom":
            parts |= {"first": self.first, "last": self.last}
        parts |= changes
        if parts["period"] != "custom":
            parts.pop("first", None)
            parts.pop("last", None)
        return "?" + urlencode({key: value for key, value in parts.items() if value is not None})


def chosen(request: HttpRequest) -> Choice:
    """Read the address; whatever makes no sense falls back to 30 days and every visible store."""
    period = request.GET.get("period", "30d")
    first, last = _date(request.GET.get("first", "")), _date(request.GET.get("last", ""))
    custom_is_good = first is not None and last is not None and first <= last and (last - first).days <= 3_660
    if period == "custom" and not custom_is_good:
        period = "30d"
    if period != "custom" and period not in PERIODS:
        period = "30d"
    if period != "custom":
        first = last = None
    allowed = visible_stores(request)
    given = request.GET.get("store", "")
    store_id = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    if store_id is not None and (allowed is not None and store_id not in allowed):
        store_id = None
    return Choice(period, first, last, store_id, frozenset({store_id}) if store_id is not None else allowed)


def store_choices(request: HttpRequest, choice: Choice) -> list[dict[str, Any]]:
    """The stores that may be chosen, the whole first."""
    allowed = visible_stores(request)
    shown = [store for store in stores() if allowed is None or store.store_id in allowed][:200]
    whole = "全部门店" if allowed is None else "我的门店"
    options = [{"name": whole, "url": choice.query(store=None), "is_on": choice.store_id is None}]
    for store in shown:
        is_on = store.store_id == choice.store_id
        options.append({"name": store.name, "url": choice.query(store=store.store_id), "is_on": is_on})
    return options


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
