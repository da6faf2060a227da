"""Coupons in customers' hands."""

from typing import Any

from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import money, state, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, period_filter
from yutang.surfaces.console.kit.people import attach_customers
from yutang.surfaces.console.labels import COUPON


class CouponAdmin(ConsoleAdmin):
    """Who has which coupon and what became of it."""

    area = "offers"
    noun = "优惠券"
    columns = (
        two("券", lambda row: row.template.name, "code"),
        two("客户", "customer_name", "customer_phone"),
        money("面额", lambda row: row.template.amount_fen),
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
    has_page = False
    empty_text = "还没有发出优惠券"

    def prepare(self, rows: list[Any]) -> None:
        """Whose they are."""
        attach_customers(rows)
