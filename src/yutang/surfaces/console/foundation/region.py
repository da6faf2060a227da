"""Regions."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from yutang.foundation.org.models import Store
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, text


class RegionAdmin(ConsoleAdmin):
    """A region appears with its first store."""

    area = "org"
    noun = "区域"
    hint = "新建门店时填写区域编码即自动建立"
    columns = (text("编码", "code", order="code"), text("名称", "name"), number("门店", "store_count"))
    search_in = ("code", "name")
    search_hint = "编码、名称"
    has_page = False

    def narrow_to_stores(self, rows: QuerySet[Any], stores: frozenset[int]) -> QuerySet[Any]:
        """Regions that have one of the stores."""
        return rows.filter(pk__in=Store.objects.filter(pk__in=stores).values("region_id"))

    def prepare(self, rows: list[Any]) -> None:
        """How many stores each has."""
        counted = Store.objects.filter(region__in=rows).values_list("region_id").annotate(n=Count("pk"))
        counts = dict(counted.order_by())
        for row in rows:
            row.store_count = counts.get(row.pk, 0)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made with the first store."""
        return False
