"""Promotions."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.catalog.models import Sku
from yutang.kernel import audit, clock
from yutang.revenue.pricing.api import (
    create_promotion,
    edit_promotion,
    pause_promotion,
    promotion_overlaps,
    promotion_spec,
    resume_promotion,
    stop_promotion,
)
from yutang.revenue.pricing.contracts import Overlap, PromotionKind, PromotionStatus
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment, money
from yutang.surfaces.console.kit.verbs import Done, Trial, Verb
from yutang.surfaces.console.labels import PROMOTION_KIND, promotion_rule
from yutang.surfaces.console.revenue.promotion_fields import AUDIENCES, SampleForm
from yutang.surfaces.console.revenue.promotion_forms import FORMS, filled_from, spec_from
from yutang.surfaces.console.revenue.promotion_trial import simulate, try_on

AUDIENCE = dict(AUDIENCES)
EXPLAIN: Mapping[str, str] = {
    PromotionKind.LIMITED_PRICE: "划线价是商品真实卖过的价格，不会虚标。",
    PromotionKind.FULL_REDUCTION: "按最优一档减，优惠按行分摊到分。先试算或模拟，看清楚再保存。",
    PromotionKind.FULL_GIFT: "赠品占用自己的库存，送完即止，订单里作为单独一行。",
}
_GROUPS = {"main": "默认组"}
_SCOPE_UNIT = {"category": "分类", "product": "商品", "sku": "规格"}
_STATE = {
    "running": ("进行中", "ok"),
    "waiting": ("未开始", "info"),
    "ended": ("已结束", ""),
    "paused": ("已暂停", "warn"),
    "stopped": ("已停止", ""),
}


def _act(kind: str, request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done | Trial:
    """Try a rule, or keep it."""
    spec = spec_from(kind, data)
    if data["act"] == "preview":
        return try_on(spec, data)
    if data["act"] == "simulate":
        return simulate(spec)
    met = promotion_overlaps(spec)
    with transaction.atomic():
        pk = create_promotion(spec)
        audit.record(
            actor=actor_of(request),
            action="pricing.create_promotion",
            subject=f"promotion:{pk}",
            change={"kind": kind, "config": spec.config, "overlaps": [one.promotion_id for one in met]},
        )
    return Done(
        f"已新建活动 {spec.name}{_warning(met)}", reverse("admin:pricing_promotion_change", args=[pk])
    )


def _warning(met: Sequence[Overlap]) -> str:
    if not met:
        return ""
    return f"；注意：{met[0].text}" + (f" 等 {len(met)} 处重叠" if len(met) > 1 else "")


def _edit(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> Done | Trial:
    """Try the changed rule in place of the kept one, or keep it."""
    spec = spec_from(row.kind, data)
    if data["act"] == "preview":
        return try_on(spec, data, instead_of=row.pk)
    if data["act"] == "simulate":
        return simulate(spec, without=row.pk)
    met = promotion_overlaps(spec, instead_of=row.pk)
    with transaction.atomic():
        pk = edit_promotion(row.pk, spec)
        change = {"name": spec.name, "config": spec.config, "replaces": row.pk, "goes_on_as": pk}
        for subject in {f"promotion:{row.pk}", f"promotion:{pk}"}:
            audit.record(
                actor=actor_of(request), action="pricing.edit_promotion", subject=subject, change=change
            )
    said = "活动已修改" if pk == row.pk else "活动已修改：原活动停止，新活动从现在起接着生效"
    return Done(f"{said}{_warning(met)}", reverse("admin:pricing_promotion_change", args=[pk]))


def _simulate(_request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> Trial:
    return simulate(promotion_spec(row.pk), without=row.pk)


def _try(_request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Trial:
    return try_on(None, data)


def _is_open(row: Any) -> bool:
    return _state_of(row) not in ("stopped", "ended")


def _pause(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    pause_promotion(promotion_id=row.pk)
    audit.record(
        actor=actor_of(request), action="pricing.pause_promotion", subject=f"promotion:{row.pk}", change={}
    )
    return "活动已暂停"


def _resume(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    resume_promotion(promotion_id=row.pk)
    audit.record(
        actor=actor_of(request), action="pricing.resume_promotion", subject=f"promotion:{row.pk}", change={}
    )
    return "活动已恢复"


def _stop(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    stop_promotion(promotion_id=row.pk)
    audit.record(
        actor=actor_of(request), action="pricing.stop_promotion", subject=f"promotion:{row.pk}", change={}
    )
    return "活动已停止"


def _state_of(row: Any) -> str:
    now = clock.now()
    if row.status != PromotionStatus.ACTIVE:
        return str(row.status)
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
            "try",
            "试算购物车",
            _try,
            SampleForm,
            icon="calculate",
            explain="按现在生效的活动算一个购物车的价。",
        ),
        *(
            Verb(
                f"new-{kind.replace('_', '-')}",
                f"新建{PROMOTION_KIND[kind][0]}",
                partial(_act, kind),
                form,
                menu="新建活动",
                explain=EXPLAIN.get(kind, "先试算或模拟，看清楚再保存。"),
            )
            for kind, form in FORMS.items()
        ),
    )
    verbs = (
        Verb(
            "edit",
            "修改",
            _edit,
            make_form=lambda row: FORMS[row.kind],
            initial=lambda row: filled_from(promotion_spec(row.pk)),
            icon="edit",
            when=_is_open,
            explain="未开始的活动直接修改。进行中的活动会停在现在，改好的作为新活动接着生效，已下的订单不变。",
        ),
        Verb(
            "simulate",
            "模拟近 30 天",
            _simulate,
            icon="insights",
            explain="把近 30 天已付款订单按当时的活动重算，看这个活动会让利多少。不改任何数据。",
        ),
        Verb(
            "pause",
            "暂停",
            _pause,
            icon="pause_circle",
            when=lambda row: row.status == PromotionStatus.ACTIVE,
            explain="暂停后立即不再生效，之后可以恢复。",
        ),
        Verb(
            "resume",
            "恢复",
            _resume,
            icon="play_circle",
            is_main=True,
            when=lambda row: row.status == PromotionStatus.PAUSED,
            explain="恢复后立即按活动时间生效。",
        ),
        Verb(
            "stop",
            "停止",
            _stop,
            icon="stop_circle",
            is_danger=True,
            when=lambda row: row.status != PromotionStatus.STOPPED,
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
                else f"{len(row.scope_ids)} 个{_SCOPE_UNIT[row.scope_kind]}",
            ),
            Fact("人群", AUDIENCE.get((row.audience or {}).get("kind", "all"), "所有人")),
            Fact(
                "互斥组",
                _GROUPS.get(row.exclusive_group, row.exclusive_group),
                hint="" if row.stacks else "不与其他活动叠加",
            ),
            Fact("每人限享", f"{row.per_person} 单" if row.per_person else "不限"),
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
