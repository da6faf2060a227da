"""Categories."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest

from yutang.foundation.catalog.api import create_category
from yutang.foundation.catalog.models import Category, Product
from yutang.kernel import audit
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, state, text
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import ACTIVE


class CategoryForm(forms.Form):
    """A category; names are unique under their parent."""

    name = forms.CharField(label="名称", max_length=60)
    parent_id = forms.TypedChoiceField(label="上级", required=False, coerce=int, empty_value=None)
    sort = forms.IntegerField(label="排序", initial=0, required=False, help_text="小的在前")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        roots = Category.objects.filter(parent=None).order_by("sort", "id").values_list("pk", "name")[:500]
        self.fields["parent_id"].choices = [("", "顶级分类"), *roots]  # type: ignore[attr-defined]


def _create(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    pk = create_category(data["name"], parent_id=data["parent_id"], sort=data["sort"] or 0)
    audit.record(
        actor=actor_of(request), action="catalog.create_category", subject=f"category:{pk}", change=dict(data)
    )
    return f"已新建分类 {data['name']}"


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
    has_page = False
    list_verbs = (Verb("create", "新建分类", _create, CategoryForm, icon="add", is_main=True),)

    def prepare(self, rows: list[Any]) -> None:
        """How many products stand directly in each."""
        counted = (
            Product.objects.filter(category__in=rows).exclude(status="deleted").values_list("category_id")
        )
        counts = dict(counted.annotate(n=Count("pk")).order_by())
        for row in rows:
            row.product_count = counts.get(row.pk, 0)
