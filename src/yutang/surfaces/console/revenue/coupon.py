"""Coupons in customers' hands."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from yutang.kernel import audit
from yutang.revenue.pricing.api import void_coupon, worth_label
from yutang.revenue.pricing.models import CouponUse
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, period_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import attach_customers
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import COUPON

_USE = {"held": "下单占用", "used": "已使用", "returned": "已退回"}


def _worth(row: Any) -> str:
    template = row.template
    return worth_label(
        template.kind,
        amount_fen=row.amount_fen,
        threshold_fen=template.threshold_fen,
        discount_bp=template.discount_bp,
    )


def _void(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    ended = void_coupon(code=row.code)
    if ended:
        audit.record(
            actor=actor_of(request), action="pricing.void_coupon", subject=f"coupon:{row.code}", change={}
        )
    return "已作废" if ended else "这张券已经用掉或失效了"


class CouponAdmin(ConsoleAdmin):
    """Who has which coupon and what became of it."""

    area = "offers"
    noun = "优惠券"
    columns = (
        two("券", lambda row: row.template.name, "code"),
        two("客户", "customer_name", "customer_phone"),
        text("优惠", _worth),
        text("次数", lambda row: f"{row.uses_left} / {row.uses_total}" if row.uses_total > 1 else "1"),
        state("状态", "status", COUPON, order="status"),
        text("订单", "order_no"),
        text("来源", "source"),
        when("发放时间", "created_at", order="id"),
        when("有效期至", "valid_until", order="valid_until"),
    )
    facets = (
        choice_filter("状态", "status", COUPON),
        period_filter("发放", "created_at"),
        period_filter("使用", "used_at"),
    )
    search_in = ("=code", "=order_no", "template__name")
    search_hint = "券号、订单号、券名"
    list_select_related = ("template",)
    verbs = (
        Verb(
            "void",
            "作废",
            _void,
            icon="block",
            is_danger=True,
            when=lambda row: row.status == "available",
            explain="作废后客户不能再用这张券；待付款和已用的订单不受影响。",
        ),
    )
    empty_text = "还没有发出优惠券"

    def prepare(self, rows: list[Any]) -> None:
        """Whose they are."""
        attach_customers(rows)

    def headline(self, row: Any) -> Any:
        """Its state."""
        return tag(row.status, COUPON)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """What it is worth, whose it is, and which orders used it."""
        facts = (
            Fact("券", row.template.name),
            Fact("优惠", _worth(row)),
            Fact("客户", row.customer_name or "—"),
            Fact("次数", f"剩 {row.uses_left} / 共 {row.uses_total}"),
            Fact("有效期", f"{moment(row.valid_from)} 至 {moment(row.valid_until)}"),
            Fact("来源", row.source or "—"),
            Fact("发放时间", moment(row.created_at)),
        )
        heads = (("订单", False), ("状态", False), ("次数", True), ("退回", True), ("优惠", True))
        rows = [
            [
                Cell(use.order_no),
                Cell(_USE[use.status]),
                Cell(use.uses, is_number=True),
                Cell(use.uses_back, is_number=True),
                Cell(yuan(use.saved_fen - use.saved_back_fen), is_number=True),
            ]
            for use in CouponUse.objects.filter(coupon=row).order_by("-id")[:100]
        ]
        return Page(
            main=(Facts("优惠券", facts), Table("使用记录", heads, rows, empty="还没有用过")),
            side=(history_of(f"coupon:{row.code}"),),
        )
