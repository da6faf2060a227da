"""Regions and the stores in them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.org.api import create_region, update_region
from yutang.foundation.org.models import Staff, Store
from yutang.surfaces.console.access import actor_of, visible_stores
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, text
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.labels import OPEN


class RegionForm(forms.Form):
    """A region; its code never changes."""

    code = forms.CharField(label="区域编码", max_length=32, help_text="导入门店时按编码找区域，建后不能改")
    name = forms.CharField(label="区域名称", max_length=60)


class EditRegionForm(RegionForm):
    """Without the code."""

    code = None  # type: ignore[assignment]  # Django drops an inherited field that is set to None


def _create(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    facts = create_region(code=data["code"], name=data["name"], actor=actor_of(request))
    return Done(f"已新建区域 {facts.name}", reverse("admin:org_region_change", args=[facts.region_id]))


def _edit(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    update_region(row.pk, name=data["name"], actor=actor_of(request))
    return "区域已更新"


class RegionAdmin(ConsoleAdmin):
    """Groups of stores under one manager."""

    area = "org"
    noun = "区域"
    columns = (text("编码", "code", order="code"), text("名称", "name"), number("门店", "store_count"))
    search_in = ("code", "name")
    search_hint = "编码、名称"
    list_verbs = (Verb("create", "新建区域", _create, RegionForm, area="settings", icon="add", is_main=True),)
    verbs = (
        Verb(
            "edit",
            "修改",
            _edit,
            EditRegionForm,
            area="settings",
            icon="edit",
            is_main=True,
            initial=lambda row: {"name": row.name},
        ),
    )

    def narrow_to_stores(self, rows: QuerySet[Any], stores: frozenset[int]) -> QuerySet[Any]:
        """Regions that have one of the stores."""
        return rows.filter(pk__in=Store.objects.filter(pk__in=stores).values("region_id"))

    def prepare(self, rows: list[Any]) -> None:
        """How many stores each has."""
        counted = Store.objects.filter(region__in=rows).values_list("region_id").annotate(n=Count("pk"))
        counts = dict(counted.order_by())
        for row in rows:
            row.store_count = counts.get(row.pk, 0)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Its manager and its stores."""
        managers = Staff.objects.filter(region=row, role="region_manager", is_active=True).order_by("id")
        places = Store.objects.filter(region=row).order_by("no")
        allowed = visible_stores(request)
        if allowed is not None:
            places = places.filter(pk__in=allowed)
        rows = [
            [
                Cell(one.name, url=reverse("admin:org_store_change", args=[one.pk])),
                Cell(one.no),
                Cell(one.address or "—"),
                Cell(OPEN[str(one.is_active)][0]),
            ]
            for one in places[:200]
        ]
        facts = (
            Fact("编码", row.code),
            Fact("名称", row.name),
            Fact("区域经理", "、".join(one.display_name for one in managers) or "还没有指定"),
        )
        heads = (("门店", False), ("编号", False), ("地址", False), ("状态", False))
        return Page(
            main=(Facts("区域资料", facts), Table("门店", heads, rows, empty="还没有门店")),
            side=(history_of(f"region:{row.pk}"),),
        )
