"""Journeys: who is at which step."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from yutang.retention.journeys.api import definition_of, retry_enrollment
from yutang.retention.journeys.contracts import EnrollmentStatus
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, period_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import attach_customers, customer_fact
from yutang.surfaces.console.kit.sections import Code, Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import ENROLLMENT


def _name(row: Any) -> str:
    """What the definition is called; the code of one that is no longer in the product."""
    definition = definition_of(row.journey, row.version)
    return definition.name if definition else str(row.journey)


def _retry(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    retry_enrollment(enrollment_id=row.pk, actor=actor_of(request))
    return "已重新排队，稍后再走一步"


class EnrollmentAdmin(ConsoleAdmin):
    """One row per customer and cause."""

    area = "retain"
    noun = "旅程"
    columns = (
        two("客户", "customer_name", "customer_phone"),
        two(
            "旅程",
            _name,
            lambda row: f"第 {row.version} 版",
            order="journey",
        ),
        text("缘由", "subject"),
        text("下一步", lambda row: f"第 {row.step + 1} 步" if row.status == EnrollmentStatus.ACTIVE else "—"),
        state("状态", "status", ENROLLMENT, order="status"),
        when("到点时间", "due_at", order="due_at"),
        when("开始时间", "started_at", order="id"),
    )
    facets = (choice_filter("状态", "status", ENROLLMENT), period_filter("开始", "started_at"))
    views = (
        SavedView("全部", {}),
        SavedView("进行中", {"status": "active"}),
        SavedView("已走完", {"status": "finished"}),
        SavedView("出错停住", {"status": "failed"}),
    )
    search_in = ("=subject", "journey")
    search_hint = "缘由（如 order:12）、旅程"
    empty_text = "还没有人进入旅程"
    verbs = (
        Verb(
            "retry",
            "重试这一步",
            _retry,
            icon="refresh",
            is_main=True,
            when=lambda row: row.status == EnrollmentStatus.FAILED,
            explain="同一步用同一个凭据，不会重复发券或发消息。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Who they are."""
        attach_customers(rows)

    def title_of(self, row: Any) -> str:
        """The journey and who is on it."""
        return f"{_name(row)} · {row.customer_name}"

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.status, ENROLLMENT)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Where it stands and with what."""
        facts = (
            customer_fact(row.customer_id),
            Fact("缘由", row.subject),
            Fact("已走", f"{row.step} 步"),
            Fact("下一步到点", moment(row.due_at)),
            Fact("失败次数", row.attempts),
            Fact("最近错误", row.last_error or "—"),
            Fact("开始时间", moment(row.started_at)),
        )
        context = json.dumps(row.context, ensure_ascii=False, indent=1)
        return Page(
            main=(Facts("旅程进度", facts), Code("上下文", context)),
            side=(history_of(f"enrollment:{row.pk}"),),
        )
