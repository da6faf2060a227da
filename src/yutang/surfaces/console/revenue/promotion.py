"""Promotions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.catalog.models import Sku
from yutang.kernel import audit, clock
from yutang.revenue.pricing.api import create_promotion, stop_promotion
from yutang.revenue.pricing.contracts import PromotionKind, PromotionSpec, PromotionStatus
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import state, tag, text, two, when
from yutang.surfaces.console.kit.fields import LocalTimeField, MoneyField
from yutang.surfaces.console.kit.filters import choice_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment, money
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.labels import PROMOTION_KIND, promotion_rule

_STATE = {
    "running": ("进行中", "ok"),
    "waiting": ("未开始", "info"),
    "ended": ("已结束", ""),
    "stopped": ("已停止", ""),
}


class WindowForm(forms.Form):
    """When it holds."""

    name = forms.CharField(label="名称", max_length=64)
    starts_at = LocalTimeField(label="开始", required=False, help_text="留空为立即开始")
    ends_at = LocalTimeField(label="结束", required=False, help_text="留空为长期")

    def clean(self) -> dict[str, Any]:
        """Ends after it starts."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", "结束须晚于开始")
        return data


class FullReductionForm(WindowForm):
    """Up to two steps."""

    threshold_fen = MoneyField(label="满", min_fen=1)
    off_fen = MoneyField(label="减", min_fen=1)
    threshold2_fen = MoneyField(label="再满", required=False, min_fen=1)
    off2_fen = MoneyField(label="减", required=False, min_fen=1)

    def clean(self) -> dict[str, Any]:
        """A step gives less than it takes, the second more than the first."""
        data = super().clean()
        for threshold, off in (("threshold_fen", "off_fen"), ("threshold2_fen", "off2_fen")):
            if data.get(threshold) and data.get(off) and data[off] > data[threshold]:
                self.add_error(off, "减的不能比满的多")
        if bool(data.get("threshold2_fen")) != bool(data.get("off2_fen")):
            self.add_error("off2_fen", "第二档的满和减要一起填")
        return data


class LimitedPriceForm(WindowForm):
    """One SKU at a lower price for a while."""

    sku_no = forms.CharField(label="规格编号", max_length=60)
    price_fen = MoneyField(label="限时价", min_fen=1)

    def clean_sku_no(self) -> str:
        """A SKU that exists."""
        no = str(self.cleaned_data["sku_no"]).strip()
        if not Sku.objects.filter(no=no).exists():
            raise forms.ValidationError("没有这个规格编号")
        return no


def _make(request: HttpRequest, data: Mapping[str, Any], kind: PromotionKind, config: dict[str, Any]) -> Done:
    spec = PromotionSpec(data["name"], kind, config, starts_at=data["starts_at"], ends_at=data["ends_at"])
    pk = create_promotion(spec)
    audit.record(
        actor=actor_of(request),
        action="pricing.create_promotion",
        subject=f"promotion:{pk}",
        change={"kind": kind, "config": config},
    )
    return Done(f"已新建活动 {data['name']}", reverse("admin:pricing_promotion_change", args=[pk]))


def _full_reduction(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    tiers = [{"threshold_fen": data["threshold_fen"], "off_fen": data["off_fen"]}]
    if data["threshold2_fen"]:
        tiers.append({"threshold_fen": data["threshold2_fen"], "off_fen": data["off2_fen"]})
    return _make(request, data, PromotionKind.FULL_REDUCTION, {"tiers": tiers})


def _limited_price(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    sku_id = Sku.objects.values_list("pk", flat=True).get(no=data["sku_no"])
    return _make(request, data, PromotionKind.LIMITED_PRICE, {"prices": {str(sku_id): data["price_fen"]}})


def _stop(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    stop_promotion(promotion_id=row.pk)
    audit.record(
        actor=actor_of(request), action="pricing.stop_promotion", subject=f"promotion:{row.pk}", change={}
    )
    return "活动已停止"


def _state_of(row: Any) -> str:
    now = clock.now()
    if row.status == PromotionStatus.STOPPED:
        return "stopped"
    if row.starts_at > now:
        return "waiting"
    return "ended" if row.ends_at and row.ends_at <= now else "running"


class PromotionAdmin(ConsoleAdmin):
    """Rules that change prices for a while."""

    area = "offers"
    noun = "促销活动"
    columns = (
        two("活动", "name", promotion_rule, order="name"),
        state("类型", "kind", PROMOTION_KIND),
        state("状态", _state_of, _STATE),
        when("开始", "starts_at", order="starts_at"),
        text("结束", lambda row: moment(row.ends_at) if row.ends_at else "长期", order="ends_at"),
    )
    facets = (choice_filter("类型", "kind", PROMOTION_KIND),)
    search_in = ("name",)
    search_hint = "名称"
    empty_text = "还没有活动"
    list_verbs = (
        Verb(
            "limited-price",
            "新建限时价",
            _limited_price,
            LimitedPriceForm,
            icon="timer",
            explain="划线价是商品真实卖过的价格，不会虚标。",
        ),
        Verb(
            "full-reduction",
            "新建满减",
            _full_reduction,
            FullReductionForm,
            icon="add",
            is_main=True,
            explain="全场商品适用，按最优一档减，优惠按行分摊到分。",
        ),
    )
    verbs = (
        Verb(
            "stop",
            "停止",
            _stop,
            icon="stop_circle",
            is_danger=True,
            when=lambda row: row.status == PromotionStatus.ACTIVE,
            explain="停止后立即不再生效，已下的订单按下单时的价格。",
        ),
    )

    def headline(self, row: Any) -> Any:
        """Running or not."""
        return tag(_state_of(row), _STATE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The rule in words."""
        facts = (
            Fact("类型", PROMOTION_KIND[row.kind][0]),
            Fact("规则", promotion_rule(row)),
            Fact(
                "范围",
                "全部商品"
                if row.scope_kind == "all"
                else f"{len(row.scope_ids)} 个{'分类' if row.scope_kind == 'category' else '商品'}",
            ),
            Fact("开始", moment(row.starts_at)),
            Fact("结束", moment(row.ends_at) if row.ends_at else "长期"),
        )
        sections: list[Any] = [Facts("活动", facts)]
        if row.kind == PromotionKind.LIMITED_PRICE:
            sections.append(_limited_rows(row))
        return Page(main=sections, side=(history_of(f"promotion:{row.pk}"),))


def _limited_rows(row: Any) -> Table:
    prices = {int(key): value for key, value in row.config.get("prices", {}).items()}
    skus = Sku.objects.filter(pk__in=prices).select_related("product").order_by("product_id", "id")
    rows = [
        [
            Cell(one.product.name, url=reverse("admin:catalog_product_change", args=[one.product_id])),
            Cell(one.spec or one.no),
            Cell(money(one.price_fen), is_number=True),
            Cell(money(prices[one.pk]), is_number=True),
        ]
        for one in skus
    ]
    return Table("限时价", (("商品", False), ("规格", False), ("日常价", True), ("限时价", True)), rows)
