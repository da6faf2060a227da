"""Stock per place: seen here, changed only by receiving and counting."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.http import HttpRequest

from yutang.foundation.catalog.models import Sku
from yutang.foundation.inventory.api import StockWant, count_stock, receive
from yutang.foundation.inventory.contracts import KIND_LABELS, MOVE_LABELS, MoveKind
from yutang.foundation.inventory.models import Location, StockMove
from yutang.kernel import audit, clock
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, text, two
from yutang.surfaces.console.kit.filters import custom_filter, value_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.pictures import first_picture, thumb
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.overview.alerts import SHORT_AT


class ReceiveForm(forms.Form):
    """Goods that came in."""

    quantity = forms.IntegerField(label="入库数量", min_value=1, max_value=1_000_000)
    reason = forms.CharField(label="说明", max_length=60, initial="采购入库")


class CountForm(forms.Form):
    """What was really counted on the shelf."""

    counted = forms.IntegerField(label="实盘数量", min_value=0, max_value=10_000_000)
    reason = forms.CharField(label="说明", max_length=60, initial="盘点")


def _receive(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    ref = f"console-{clock.now():%y%m%d%H%M%S%f}"
    receive([StockWant(row.location_id, row.sku_id, data["quantity"], ref)], reason=data["reason"])
    audit.record(
        actor=actor_of(request), action="inventory.receive", subject=f"stock:{row.pk}", change=dict(data)
    )
    return f"已入库 {data['quantity']} 件"


def _count(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    gap = count_stock(
        location_id=row.location_id,
        sku_id=row.sku_id,
        counted=data["counted"],
        actor=actor_of(request),
        reason=data["reason"],
    )
    return "账实相符" if not gap else f"{'盘盈' if gap > 0 else '盘亏'} {abs(gap)} 件，已调账"


def _locations() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Location.objects.order_by("id").values_list("pk", "name")[:200]]


def _short(rows: QuerySet[Any], _value: str) -> QuerySet[Any]:
    return rows.filter(on_hand__lte=F("held") + SHORT_AT)


class StockAdmin(ConsoleAdmin):
    """What lies where."""

    area = "stock"
    noun = "库存"
    columns = (
        two("商品", "product_name", "spec", picture=lambda row: thumb(row.picture, row.tint)),
        text("库位", lambda row: row.location.name),
        text("类型", lambda row: KIND_LABELS[row.location.kind]),
        number("在库", "on_hand", order="on_hand"),
        number("占用", "held", order="held"),
        number("可售", "available"),
        number("累计入库", "moved_in", order="moved_in"),
        number("累计出库", "moved_out", order="moved_out"),
    )
    facets = (
        value_filter("库位", "location", _locations, "location_id"),
        custom_filter("余量", "short", lambda _request: [("1", f"只剩 {SHORT_AT} 份以内")], _short),
    )
    search_in = ("location__name",)
    search_hint = "商品名、规格编号"
    list_select_related = ("location",)
    store_field = "location__store_id"
    verbs = (
        Verb("receive", "入库", _receive, ReceiveForm, icon="add_box", is_main=True),
        Verb(
            "count",
            "盘点",
            _count,
            CountForm,
            icon="fact_check",
            explain="按实盘数量调账；已被订单占用的不能少于占用数。",
            initial=lambda row: {"counted": row.on_hand, "reason": "盘点"},
        ),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By product name or SKU number; stock rows know only the SKU's id."""
        if not search_term:
            return queryset, False
        skus = Sku.objects.filter(product__name__icontains=search_term) | Sku.objects.filter(
            no__istartswith=search_term
        )
        return queryset.filter(sku_id__in=skus.values("pk")), False

    def prepare(self, rows: list[Any]) -> None:
        """Which goods they are."""
        found = {
            one.pk: one
            for one in Sku.objects.filter(pk__in={row.sku_id for row in rows}).select_related("product")
        }
        for row in rows:
            sku = found.get(row.sku_id)
            row.product_name = sku.product.name if sku else f"SKU {row.sku_id}"
            row.spec = (sku.spec or sku.no) if sku else ""
            row.picture = first_picture(sku.product.pictures) if sku else ""
            row.tint = sku.product.tint if sku else ""

    def title_of(self, row: Any) -> str:
        """What and where."""
        return f"{row.product_name} · {row.location.name}"

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The balance and the moves that made it."""
        moves = [
            [
                Cell(moment(one.at)),
                Cell(MOVE_LABELS[MoveKind(one.kind)]),
                Cell(f"{one.quantity:,}", is_number=True),
                Cell(one.ref),
                Cell(one.reason or "—"),
            ]
            for one in StockMove.objects.filter(stock=row).order_by("-id")[:50]
        ]
        heads = (("时间", False), ("类型", False), ("数量", True), ("单号", False), ("原因", False))
        return Page(
            main=(
                Facts(
                    "库存",
                    (
                        Fact("规格", row.spec or "—"),
                        Fact("在库", f"{row.on_hand:,}", "= 期初 + 入库 − 出库"),
                        Fact("占用", f"{row.held:,}", "已下单未发出"),
                        Fact("可售", f"{row.available:,}", "= 在库 − 占用"),
                        Fact("期初", f"{row.initial:,}"),
                        Fact("累计入库", f"{row.moved_in:,}"),
                        Fact("累计出库", f"{row.moved_out:,}"),
                    ),
                ),
                Table("最近 50 条流水", heads, moves),
            ),
            side=(history_of(f"stock:{row.pk}"),),
        )
