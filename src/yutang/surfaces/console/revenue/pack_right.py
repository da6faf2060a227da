"""What voucher products hold: the editor of rights."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.catalog.contracts import ProductKind, ProductStatus
from yutang.foundation.catalog.models import Product
from yutang.foundation.org.api import stores
from yutang.revenue.vouchers.api import add_right, change_right, remove_right
from yutang.revenue.vouchers.contracts import RightSpec
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import money, number, text, two
from yutang.surfaces.console.kit.fields import MoneyField
from yutang.surfaces.console.kit.filters import value_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Done, Verb

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RightForm(forms.Form):
    """One right; it ends after days or on a day."""

    name = forms.CharField(label="权益名称", max_length=60, help_text="例如：鲜榨果汁一杯")
    worth_fen = MoneyField(label="价值", min_fen=1, help_text="这一项全部次数共值多少元，退款按它分摊")
    uses = forms.IntegerField(label="可用次数", min_value=1, max_value=999, initial=1)
    valid_days = forms.IntegerField(
        label="购买后有效天数", min_value=1, max_value=3_650, required=False, help_text="与截止日二选一"
    )
    valid_from = forms.DateField(label="起始日", required=False, widget=_DATE)
    valid_until = forms.DateField(
        label="截止日", required=False, widget=_DATE, help_text="当天 24 点前都能用"
    )
    store_ids = forms.MultipleChoiceField(
        label="适用门店",
        required=False,
        help_text="一家都不选，就是全部门店",
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="使用说明", max_length=200, required=False)
    sort = forms.IntegerField(label="排序", initial=0, required=False, help_text="小的在前")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["store_ids"].choices = [(str(one.store_id), one.name) for one in stores()]  # type: ignore[attr-defined]


class NewRightForm(RightForm):
    """A right of a pack."""

    field_order = ("product_id",)
    product_id = forms.ChoiceField(label="券包", help_text="没有？先在“商品”里新建类型为到店券包的商品")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["product_id"].choices = _packs()  # type: ignore[attr-defined]


def _packs() -> list[tuple[str, str]]:
    rows = Product.objects.filter(kind=ProductKind.VOUCHER).exclude(status=ProductStatus.DELETED)
    return [(str(pk), name) for pk, name in rows.order_by("-id").values_list("pk", "name")[:200]]


def _spec(data: Mapping[str, Any]) -> RightSpec:
    return RightSpec(
        name=data["name"],
        worth_fen=data["worth_fen"],
        uses=data["uses"],
        store_ids=tuple(int(one) for one in data["store_ids"]),
        valid_days=data["valid_days"],
        valid_from=data["valid_from"],
        valid_until=data["valid_until"],
        note=data["note"],
        sort=data["sort"] or 0,
    )


def _add(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    made = add_right(product_id=int(data["product_id"]), spec=_spec(data), actor=actor_of(request))
    return Done(f"已添加权益 {made.name}，之后的订单都会包含它")


def _change(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    change_right(right_id=row.pk, spec=_spec(data), actor=actor_of(request))
    return "权益已更新，已卖出的券包不受影响"


def _remove(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> Done:
    remove_right(right_id=row.pk, actor=actor_of(request))
    return Done("权益已移除，已卖出的券包不受影响", reverse("admin:vouchers_packright_changelist"))


def _initial(row: Any) -> Mapping[str, Any]:
    keys = ("name", "worth_fen", "uses", "valid_days", "valid_from", "valid_until", "note", "sort")
    return {**{key: getattr(row, key) for key in keys}, "store_ids": [str(one) for one in row.store_ids]}


def valid_text(row: Any) -> str:
    """When a right can be used."""
    if row.valid_days is not None:
        return f"购买后 {row.valid_days} 天"
    begins = f"{row.valid_from:%Y-%m-%d} 至 " if row.valid_from else ""
    return f"{begins}{row.valid_until:%Y-%m-%d}"


class PackRightAdmin(ConsoleAdmin):
    """The rights that packs hold now; what was sold keeps its own."""

    area = "goods"
    noun = "券包权益"
    columns = (
        two("权益", "name", "product_name"),
        money("价值", "worth_fen", order="worth_fen"),
        number("次数", "uses"),
        text("有效期", valid_text),
        text("适用门店", lambda row: f"{len(row.store_ids)} 家" if row.store_ids else "全部门店"),
        text("使用说明", "note"),
    )
    facets = (value_filter("券包", "product", _packs, "product_id"),)
    search_in = ("name",)
    search_hint = "权益名"
    empty_text = "还没有权益：先新建到店券包商品，再在这里添加"
    list_verbs = (Verb("add", "添加权益", _add, NewRightForm, icon="add", is_main=True),)
    verbs = (
        Verb("change", "修改", _change, RightForm, icon="edit", is_main=True, initial=_initial),
        Verb(
            "remove",
            "移除",
            _remove,
            icon="delete",
            is_danger=True,
            explain="之后的订单不再包含这项权益；已卖出的券包不受影响。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Removed ones are history."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(removed_at__isnull=True)

    def prepare(self, rows: list[Any]) -> None:
        """Of which pack."""
        names = dict(
            Product.objects.filter(pk__in={row.product_id for row in rows}).values_list("pk", "name")
        )
        for row in rows:
            row.product_name = names.get(row.product_id, "")

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The right and its history."""
        names = {one.store_id: one.name for one in stores(include_closed=True)}
        facts = (
            Fact(
                "券包",
                row.product_name,
                url=reverse("admin:catalog_product_change", args=[row.product_id]),
            ),
            Fact("价值", yuan(row.worth_fen)),
            Fact("可用次数", str(row.uses)),
            Fact("有效期", valid_text(row)),
            Fact(
                "适用门店",
                "、".join(names.get(one, str(one)) for one in row.store_ids) if row.store_ids else "全部门店",
            ),
            Fact("使用说明", row.note or "—"),
        )
        return Page(main=(Facts("权益", facts),), side=(history_of(f"product:{row.product_id}"),))
