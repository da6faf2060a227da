"""Flash sales: the plan, the progress, the stop button."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.catalog.models import Sku
from yutang.foundation.inventory.api import locations
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.money import yuan
from yutang.revenue.flash_sales.api import change_sale, progress_of, sale_facts, schedule_sale, stop_sale
from yutang.revenue.flash_sales.contracts import (
    PAY_MINUTES,
    ItemProgress,
    ItemSpec,
    SaleSpec,
    SaleStatus,
    phase_of,
)
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, state, tag, two, when
from yutang.surfaces.console.kit.fields import LocalTimeField, MoneyField
from yutang.surfaces.console.kit.filters import choice_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment, money
from yutang.surfaces.console.kit.verbs import Done, Verb

_PHASE = {
    "upcoming": ("未开始", "info"),
    "on": ("进行中", "ok"),
    "ended": ("已结束", ""),
    "stopped": ("已停止", "warn"),
}
_STATUS = {"scheduled": ("已排期", "ok"), "ended": ("已结束", ""), "stopped": ("已停止", "warn")}
_LINE = "规格编号 秒杀价(元) 投放数量 每人限购"


def _places() -> list[tuple[str, str]]:
    return [("", "总仓（配送到家）")] + [
        (str(place.location_id), f"{place.name}（到店自提）")
        for place in locations()
        if place.store_id is not None
    ]


class SaleForm(forms.Form):
    """A sale and its lines."""

    name = forms.CharField(label="名称", max_length=40, help_text="例：晚八点水果专场")
    starts_at = LocalTimeField(label="开始")
    ends_at = LocalTimeField(label="结束")
    pay_minutes = forms.IntegerField(
        label="付款时限（分钟）",
        min_value=1,
        max_value=60,
        initial=PAY_MINUTES,
        help_text="超时未付自动关单，货回到本场继续卖",
    )
    shipping_fen = MoneyField(label="配送费（每单）", initial=0, help_text="0 为包邮")
    place = forms.ChoiceField(label="发货", choices=_places, required=False)
    lines = forms.CharField(
        label="商品",
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": f"{_LINE}\nK1001 19.90 200 1"}),
        help_text=f"一行一个规格：{_LINE}，用空格或制表符隔开，可从表格粘贴",
    )

    def clean_lines(self) -> tuple[tuple[str, int, int, int], ...]:
        """Each line read; what is wrong is said with the number of its line."""
        found = []
        for place, line in enumerate(str(self.cleaned_data["lines"]).splitlines(), 1):
            parts = line.replace("，", " ").replace(",", " ").split()
            if not parts:
                continue
            if len(parts) != 4:
                raise forms.ValidationError(f"第 {place} 行要有 4 项：{_LINE}")
            found.append((parts[0], _fen(parts[1], place), _whole(parts[2], place), _whole(parts[3], place)))
        known = set(Sku.objects.filter(no__in=[one[0] for one in found]).values_list("no", flat=True))
        for place, one in enumerate(found, 1):
            if one[0] not in known:
                raise forms.ValidationError(f"第 {place} 行：没有规格编号 {one[0]}")
        return tuple(found)


def _fen(given: str, place: int) -> int:
    try:
        return int(MoneyField(min_fen=1).clean(given))
    except forms.ValidationError as error:
        raise forms.ValidationError(f"第 {place} 行的秒杀价：{error.messages[0]}") from error


def _whole(given: str, place: int) -> int:
    if not (given.isascii() and given.isdigit()):
        raise forms.ValidationError(f"第 {place} 行：“{given[:20]}”不是整数")
    return int(given)


def _spec(data: Mapping[str, Any]) -> SaleSpec:
    numbers = dict(Sku.objects.filter(no__in=[line[0] for line in data["lines"]]).values_list("no", "pk"))
    place = int(data["place"]) if data["place"] else None
    return SaleSpec(
        name=data["name"],
        starts_at=data["starts_at"],
        ends_at=data["ends_at"],
        items=tuple(
            ItemSpec(numbers[no], fen, allotment, limit, place) for no, fen, allotment, limit in data["lines"]
        ),
        pay_minutes=data["pay_minutes"],
        shipping_fen=data["shipping_fen"],
    )


def _said(error: DomainError) -> DomainError:
    """The same refusal, pointing at the field that people see."""
    field = str(error.details.get("field", ""))
    parts = field.split(".")
    if parts[0] != "items":
        return error
    message = f"第 {int(parts[1]) + 1} 行：{error.message}" if len(parts) > 1 else error.message
    return DomainError(error.code, message, status=error.status, field="lines")


def _schedule(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    try:
        sale_id = schedule_sale(_spec(data), actor=actor_of(request))
    except DomainError as error:
        raise _said(error) from error
    return Done(
        f"已排期 {data['name']}，货已留出", reverse("admin:flash_sales_flashsale_change", args=[sale_id])
    )


def _change(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    try:
        change_sale(row.pk, _spec(data), actor=actor_of(request))
    except DomainError as error:
        raise _said(error) from error
    return "已保存"


def _stop(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    given_back = stop_sale(row.pk, actor=actor_of(request))
    return f"已停止，{given_back} 件回到可售库存"


def _initial(row: Any) -> dict[str, Any]:
    facts = sale_facts(row.pk)
    numbers = dict(Sku.objects.filter(pk__in=[item.sku_id for item in facts.items]).values_list("pk", "no"))
    stored = {item.location_id for item in facts.items if item.store_id is not None}
    return {
        "name": facts.name,
        "starts_at": facts.starts_at,
        "ends_at": facts.ends_at,
        "pay_minutes": facts.pay_minutes,
        "shipping_fen": facts.shipping_fen,
        "place": str(next(iter(stored), "")),
        "lines": "\n".join(
            f"{numbers[item.sku_id]} {yuan(item.price_fen)} {item.allotment} {item.per_person}"
            for item in facts.items
        ),
    }


def _warning(row: Any) -> str:
    left = sum(progress.item.left for progress in progress_of(row.pk))
    return f"停止后买家立即不能再抢，没卖出的 {left} 件回到可售库存；已下的订单照常。停止后不能恢复。"


def _phase(row: Any) -> str:
    return phase_of(row.status, row.starts_at, row.ends_at, clock.now()).value


def _is_open(row: Any) -> bool:
    return bool(row.status == SaleStatus.SCHEDULED)


class FlashSaleAdmin(ConsoleAdmin):
    """Sales with their goods set aside."""

    area = "offers"
    noun = "秒杀"
    columns = (
        two("场次", "name", lambda row: f"{row.lines} 个规格", order="name"),
        state("状态", _phase, _PHASE),
        when("开始", "starts_at", order="starts_at"),
        when("结束", "ends_at", order="ends_at"),
        number("投放", "pieces"),
        number("已抢", "taken"),
        number("已付款", "paid"),
    )
    facets = (choice_filter("状态", "status", _STATUS),)
    search_in = ("name",)
    search_hint = "名称"
    empty_text = "还没有秒杀：新建一场，货会从可售库存里留出来"
    list_verbs = (
        Verb(
            "schedule",
            "新建秒杀",
            _schedule,
            SaleForm,
            icon="bolt",
            is_main=True,
            explain="排期后，投放的货从可售库存里留出，没卖完的结束后自动还回。秒杀价须低于近 7 天实际售价的最低价。",
        ),
    )
    verbs = (
        Verb(
            "change",
            "修改",
            _change,
            SaleForm,
            icon="edit",
            when=_is_open,
            initial=_initial,
            explain="开始后只能改结束时间、付款时限和投放数量（可加、可减到已抢的数量）。",
        ),
        Verb(
            "stop",
            "停止",
            _stop,
            icon="stop_circle",
            is_danger=True,
            when=_is_open,
            explain=_warning,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Newest first."""
        return super().get_queryset(request).order_by("-starts_at", "-pk")

    def prepare(self, rows: list[Any]) -> None:
        """The figures of a page of sales in one query."""
        totals: dict[int, tuple[int, int, int, int]] = {}
        if rows:
            found = type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows])
            sums = found.annotate(
                pieces=Sum("items__allotment"), taken=Sum("items__taken"), paid=Sum("items__paid")
            )
            totals = {
                row.pk: (row.count, row.pieces or 0, row.taken or 0, row.paid or 0)
                for row in sums.annotate(count=Count("items"))
            }
        for row in rows:
            row.lines, row.pieces, row.taken, row.paid = totals.get(row.pk, (0, 0, 0, 0))

    def headline(self, row: Any) -> Any:
        """On or not."""
        return tag(_phase(row), _PHASE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The plan and how it goes."""
        facts = Facts(
            "场次",
            (
                Fact("开始", moment(row.starts_at)),
                Fact("结束", moment(row.ends_at)),
                Fact("付款时限", f"{row.pay_minutes} 分钟"),
                Fact("配送费", money(row.shipping_fen) if row.shipping_fen else "包邮"),
            ),
        )
        return Page(main=(_progress(row.pk), facts), side=(history_of(f"flash_sale:{row.pk}"),))


def _progress(sale_id: int) -> Table:
    rows = progress_of(sale_id)
    heads = ("商品", "秒杀价", "日常价", "限购", "投放", "已抢", "待付款", "已付款", "剩余", "回流", "订单")
    return Table(
        "实时进度",
        tuple((head, head != "商品") for head in heads),
        [_row(one) for one in rows],
        note="刷新页面看最新数字。待付款超时会回流到剩余。",
        foot=[
            Cell("合计"),
            Cell(""),
            Cell(""),
            Cell(""),
            *[
                Cell(f"{total:,}", is_number=True)
                for total in (
                    sum(one.item.allotment for one in rows),
                    sum(one.item.taken for one in rows),
                    sum(one.item.unpaid for one in rows),
                    sum(one.item.paid for one in rows),
                    sum(one.item.left for one in rows),
                    sum(one.returned for one in rows),
                    sum(one.orders for one in rows),
                )
            ],
        ],
    )


def _row(one: ItemProgress) -> list[Cell]:
    item = one.item
    figures = (item.allotment, item.taken, item.unpaid, item.paid, item.left, one.returned, one.orders)
    name = " · ".join(part for part in (item.name, item.spec) if part)
    return [
        Cell(name, url=reverse("admin:catalog_product_change", args=[item.product_id])),
        Cell(money(item.price_fen), is_number=True),
        Cell(money(item.base_fen), is_number=True),
        Cell(item.per_person, is_number=True),
        *[Cell(f"{figure:,}", is_number=True) for figure in figures],
    ]
