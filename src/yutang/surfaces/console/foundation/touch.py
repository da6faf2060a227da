"""Touches: every opening of a link."""

from typing import Any

from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import state, text, two, when
from yutang.surfaces.console.kit.filters import custom_filter, period_filter
from yutang.surfaces.console.kit.people import attach_customers
from yutang.surfaces.console.labels import CARRIER


class TouchAdmin(ConsoleAdmin):
    """Who opened what, and through which earlier opening."""

    area = "acquire"
    noun = "打开记录"
    columns = (
        two("客户", lambda row: row.customer_name or "还没登录", "customer_phone"),
        text("链接", lambda row: row.link.code),
        state("载体", lambda row: row.link.carrier, CARRIER),
        text("渠道", lambda row: row.link.channel),
        text("设备", lambda row: f"{row.visitor_id[:8]}…"),
        text("上一触点", lambda row: f"#{row.parent_touch_id}" if row.parent_touch_id else ""),
        when("时间", "at", order="id"),
    )
    facets = (
        custom_filter(
            "客户",
            "known",
            lambda _request: [("1", "已登录"), ("0", "未登录")],
            lambda rows, value: rows.filter(customer_id__isnull=value == "0"),
        ),
        period_filter("时间", "at"),
    )
    search_in = ("=link__code",)
    search_hint = "链接短码"
    list_select_related = ("link",)
    has_page = False
    empty_text = "还没有人打开链接"

    def prepare(self, rows: list[Any]) -> None:
        """Who they were."""
        attach_customers(rows)
