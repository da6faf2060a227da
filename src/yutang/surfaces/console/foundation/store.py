"""Stores."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.org.api import NewStore, create_store, regions, update_store
from yutang.foundation.org.models import Staff
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import state, text, two
from yutang.surfaces.console.kit.filters import flag_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.labels import OPEN, ROLE


class StoreForm(forms.Form):
    """A store; its number never changes."""

    no = forms.CharField(label="门店编号", max_length=32)
    name = forms.CharField(label="门店名称", max_length=60)
    region_code = forms.ChoiceField(label="区域", help_text="没有合适的区域，请先在“区域”里新建")
    address = forms.CharField(label="地址", max_length=200, required=False)
    hours = forms.CharField(label="营业时间", max_length=60, required=False)
    phone = forms.CharField(label="电话", max_length=32, required=False)
    lat = forms.FloatField(
        label="纬度", required=False, min_value=-90, max_value=90, help_text="客户按距离选门店时用"
    )
    lng = forms.FloatField(label="经度", required=False, min_value=-180, max_value=180)
    pickup_enabled = forms.BooleanField(label="支持到店自提", required=False, initial=True)
    is_active = forms.BooleanField(label="营业中", required=False, initial=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region_code"].choices = [(one.code, one.name) for one in regions()]  # type: ignore[attr-defined]


class EditStoreForm(StoreForm):
    """Without the number."""

    no = None  # type: ignore[assignment]  # Django drops an inherited field that is set to None


def _create(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    facts = create_store(NewStore(**data), actor=actor_of(request))
    return Done(f"已新建门店 {facts.name}", reverse("admin:org_store_change", args=[facts.store_id]))


def _edit(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    update_store(NewStore(no=row.no, **data), actor=actor_of(request))
    return "门店已更新"


def _initial(row: Any) -> Mapping[str, Any]:
    fields = ("name", "address", "hours", "phone", "lat", "lng", "pickup_enabled", "is_active")
    return {**{key: getattr(row, key) for key in fields}, "region_code": row.region.code}


class StoreAdmin(ConsoleAdmin):
    """Where customers pick up and guides work."""

    area = "org"
    noun = "门店"
    columns = (
        two("门店", "name", "no", order="no"),
        text("区域", "region.name"),
        text("地址", "address"),
        text("营业时间", "hours"),
        text("自提", "pickup_enabled"),
        state("状态", "is_active", OPEN),
    )
    facets = (
        flag_filter("状态", "is_active", "营业中", "已停业"),
        flag_filter("自提", "pickup_enabled", "支持", "不支持"),
    )
    search_in = ("no", "name", "address")
    search_hint = "编号、名称、地址"
    list_select_related = ("region",)
    list_verbs = (Verb("create", "新建门店", _create, StoreForm, area="settings", icon="add", is_main=True),)
    verbs = (
        Verb(
            "edit", "修改", _edit, EditStoreForm, area="settings", icon="edit", is_main=True, initial=_initial
        ),
    )

    def narrow_to_stores(self, rows: QuerySet[Any], stores: frozenset[int]) -> QuerySet[Any]:
        """The stores themselves."""
        return rows.filter(pk__in=stores)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The store and who works there."""
        people = Staff.objects.filter(store=row, is_active=True).order_by("role", "id")
        rows = [
            [
                Cell(one.display_name, url=reverse("admin:org_staff_change", args=[one.pk])),
                Cell(ROLE[one.role][0]),
            ]
            for one in people[:50]
        ]
        return Page(
            main=(
                Facts(
                    "门店资料",
                    (
                        Fact("编号", row.no),
                        Fact("区域", row.region.name),
                        Fact("地址", row.address or "—"),
                        Fact("营业时间", row.hours or "—"),
                        Fact("电话", row.phone or "—"),
                        Fact("到店自提", "支持" if row.pickup_enabled else "不支持"),
                        Fact("状态", "营业中" if row.is_active else "已停业"),
                    ),
                ),
                Table("员工", (("姓名", False), ("角色", False)), rows, empty="还没有员工"),
            ),
            side=(history_of(f"store:{row.pk}"),),
        )
