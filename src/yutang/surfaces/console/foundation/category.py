"""Categories."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.catalog.api import CategoryChanges, add_category, update_category
from yutang.foundation.catalog.models import Category, Product
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, state, tag, text
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.labels import ACTIVE, PRODUCT


class CategoryForm(forms.Form):
    """A category; names are unique under their parent."""

    name = forms.CharField(label="名称", max_length=60)
    parent_id = forms.TypedChoiceField(label="上级", required=False, coerce=int, empty_value=None)
    sort = forms.IntegerField(
        label="排序", initial=0, required=False, min_value=-9_999, max_value=9_999, help_text="小的在前"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "parent_id" in self.fields:
            roots = Category.objects.filter(parent=None).order_by("sort", "id").values_list("pk", "name")
            self.fields["parent_id"].choices = [("", "顶级分类"), *roots[:500]]  # type: ignore[attr-defined]


class EditCategoryForm(CategoryForm):
    """Without the parent: products know their place in the tree by it."""

    parent_id = None  # type: ignore[assignment]  # Django drops an inherited field that is set to None


def _create(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    pk = add_category(
        data["name"], parent_id=data["parent_id"], sort=data["sort"] or 0, actor=actor_of(request)
    )
    return Done(f"已新建分类 {data['name']}", reverse("admin:catalog_category_change", args=[pk]))


def _edit(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    changes = CategoryChanges(name=data["name"], sort=data["sort"] or 0)
    update_category(row.pk, changes, actor=actor_of(request))
    return "分类已更新"


def _show(message: str, *, is_active: bool) -> Any:
    def run(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
        update_category(row.pk, CategoryChanges(is_active=is_active), actor=actor_of(request))
        return message

    return run


class CategoryAdmin(ConsoleAdmin):
    """How the mall is arranged."""

    area = "goods"
    noun = "分类"
    columns = (
        text("名称", "name", order="name"),
        text("上级", lambda row: row.parent.name if row.parent else ""),
        number("商品", "product_count"),
        number("排序", "sort", order="sort"),
        state("状态", "is_active", ACTIVE),
    )
    search_in = ("name",)
    search_hint = "名称"
    list_select_related = ("parent",)
    list_verbs = (Verb("create", "新建分类", _create, CategoryForm, icon="add", is_main=True),)
    verbs = (
        Verb(
            "edit",
            "修改",
            _edit,
            EditCategoryForm,
            icon="edit",
            is_main=True,
            initial=lambda row: {"name": row.name, "sort": row.sort},
        ),
        Verb(
            "hide",
            "停用",
            _show("分类已停用", is_active=False),
            icon="visibility_off",
            when=lambda row: row.is_active,
            explain="停用后商城的分类里不再显示它，商品本身照常销售。",
        ),
        Verb(
            "show",
            "启用",
            _show("分类已启用", is_active=True),
            icon="visibility",
            when=lambda row: not row.is_active,
            explain="启用后商城的分类里重新显示它。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """How many products stand directly in each."""
        counted = (
            Product.objects.filter(category__in=rows).exclude(status="deleted").values_list("category_id")
        )
        counts = dict(counted.annotate(n=Count("pk")).order_by())
        for row in rows:
            row.product_count = counts.get(row.pk, 0)

    def headline(self, row: Any) -> Any:
        """Shown or not."""
        return tag(row.is_active, ACTIVE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Its place, and the products in it."""
        goods = Product.objects.filter(category=row).exclude(status="deleted").order_by("-sort", "-id")
        rows = [
            [
                Cell(one.name, url=reverse("admin:catalog_product_change", args=[one.pk])),
                Cell(one.no),
                Cell(PRODUCT[one.status][0]),
            ]
            for one in goods[:100]
        ]
        facts = (
            Fact("名称", row.name),
            Fact("上级", row.parent.name if row.parent else "顶级分类"),
            Fact("排序", row.sort),
            Fact("商品", f"{row.product_count:,}"),
        )
        heads = (("商品", False), ("货号", False), ("状态", False))
        return Page(
            main=(Facts("分类资料", facts), Table("商品", heads, rows, empty="还没有商品")),
            side=(history_of(f"category:{row.pk}"),),
        )
