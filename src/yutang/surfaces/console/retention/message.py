"""Messages in the mall's message centre."""

from typing import Any

from django.http import HttpRequest

from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import state, two, when
from yutang.surfaces.console.kit.filters import custom_filter, period_filter
from yutang.surfaces.console.kit.people import attach_customers, customer_fact
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment

_KINDS = {
    "order": ("订单", "info"),
    "coupon": ("优惠", "r"),
    "member": ("会员", "p"),
    "affiliate": ("分销", "gold"),
    "system": ("系统", ""),
    "thanks": ("感谢", "b"),
}
_READ = {"True": ("已读", "ok"), "False": ("未读", "")}


class MessageAdmin(ConsoleAdmin):
    """What customers were told, word for word."""

    area = "retain"
    noun = "站内消息"
    columns = (
        two("消息", "title", "body"),
        two("客户", "customer_name", "customer_phone"),
        state("类型", "kind", _KINDS),
        state("阅读", lambda row: row.read_at is not None, _READ),
        when("发送时间", "sent_at", order="id"),
        when("阅读时间", "read_at", order="read_at"),
    )
    facets = (
        custom_filter(
            "阅读",
            "read",
            lambda _request: [("1", "已读"), ("0", "未读")],
            lambda rows, value: rows.filter(read_at__isnull=value == "0"),
        ),
        period_filter("发送", "sent_at"),
    )
    search_in = ("title", "body")
    search_hint = "标题、内容"
    empty_text = "还没有发过消息"

    def prepare(self, rows: list[Any]) -> None:
        """Who they went to."""
        attach_customers(rows)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The message as it was read."""
        facts = (
            customer_fact(row.customer_id),
            Fact("标题", row.title),
            Fact("内容", row.body),
            Fact("按钮", row.action_text or "—"),
            Fact("打开页面", row.path or "—"),
            Fact("模板", row.template),
            Fact("发送时间", moment(row.sent_at)),
            Fact("阅读时间", moment(row.read_at) if row.read_at else "未读"),
        )
        return Page(main=(Facts("消息", facts),))
