"""The machine room: callbacks, parked events, the log, jobs, audit, imports."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from yutang.kernel import audit
from yutang.kernel.models import Place
from yutang.kernel.outbox import replay
from yutang.surfaces.callbacks.inbox import replay_notification
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import number, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, custom_filter, flag_filter, period_filter
from yutang.surfaces.console.kit.history import action_name, history_of
from yutang.surfaces.console.kit.people import actor_name
from yutang.surfaces.console.kit.sections import Cell, Code, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import full_moment, moment
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.labels import INBOX
from yutang.surfaces.imports.models import ImportChunk, ImportReject

_CAUSE = {"True": ("出错", "r"), "False": ("排队", "")}
_RUN = {"running": ("进行中", "warn"), "done": ("已完成", "ok")}


def _pretty(text: Any) -> str:
    try:
        value = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return str(text)
    return json.dumps(value, ensure_ascii=False, indent=1)


def _replay_callback(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    replay_notification(notification_id=row.pk, actor=actor_of(request))
    return "已重新排队，马上处理"


class InboundAdmin(ConsoleAdmin):
    """What providers told us, kept as it came."""

    area = "settings"
    noun = "回调收件箱"
    hint = "先存原文再处理；处理不了的留在这里"
    columns = (
        two("来源", "source", lambda row: f"#{row.pk}", order="id"),
        state("状态", "status", INBOX, order="status"),
        text("结果", "outcome"),
        number("收到次数", "times_received"),
        number("尝试", "attempts"),
        text("最近错误", "last_error"),
        when("收到时间", "received_at", order="received_at"),
        when("处理时间", "processed_at", order="processed_at"),
    )
    facets = (choice_filter("状态", "status", INBOX), period_filter("收到", "received_at"))
    views = (
        SavedView("全部", {}),
        SavedView("需人工处理", {"status": "dead"}),
        SavedView("验签未过", {"status": "refused"}),
    )
    search_in = ("body",)
    search_hint = "原文里的单号"
    empty_text = "还没有回调"
    verbs = (
        Verb(
            "replay",
            "重放",
            _replay_callback,
            icon="replay",
            is_main=True,
            when=lambda row: row.content is not None,
            explain="重新处理这条通知；处理是幂等的，不会重复入账。",
        ),
    )

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.status, INBOX)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The raw text and what became of it."""
        facts = (
            Fact("来源", row.source),
            Fact("结果", row.outcome or "—"),
            Fact("收到次数", row.times_received),
            Fact("尝试次数", row.attempts),
            Fact("最近错误", row.last_error or "—"),
            Fact("收到时间", full_moment(row.received_at)),
            Fact("处理时间", full_moment(row.processed_at)),
        )
        return Page(
            main=(
                Code("原文", _pretty(row.body)),
                Code("解析", _pretty(row.content)),
                Code("请求头", _pretty(row.headers)),
            ),
            side=(Facts("通知", facts), history_of(f"notification:{row.pk}")),
        )


def _replay_parked(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> Done:
    delivered, left = replay(reaction=row.reaction, subject=row.subject)
    audit.record(
        actor=actor_of(request),
        action="kernel.replay",
        subject=f"parked:{row.event_id}",
        change={"reaction": row.reaction, "subject": row.subject, "delivered": delivered, "left": left},
    )
    message = f"重放了 {delivered} 条" + (f"，还有 {left} 条没过" if left else "，全部通过")
    return Done(message, reverse("admin:kernel_parked_changelist"))


class ParkedAdmin(ConsoleAdmin):
    """Events that a reaction could not take, and those waiting behind them."""

    area = "settings"
    noun = "搁置事件"
    hint = "同一主体后面的事件会等前一条处理好"
    columns = (
        two("反应", "reaction", lambda row: f"位置 {row.position}", order="position"),
        two("事件", "event_name", "subject"),
        state("原因", "is_cause", _CAUSE),
        text("错误", lambda row: row.error.strip().splitlines()[-1][:80] if row.error.strip() else ""),
        number("尝试", "attempts"),
        when("搁置时间", "parked_at", order="parked_at"),
    )
    facets = (flag_filter("原因", "is_cause", "出错", "排队"),)
    search_in = ("=subject", "reaction", "event_name")
    search_hint = "主体、反应、事件"
    empty_text = "没有搁置的事件"
    verbs = (
        Verb(
            "replay",
            "重放这个主体",
            _replay_parked,
            icon="replay",
            is_main=True,
            explain=lambda row: f"把 {row.subject} 在 {row.reaction} 里搁置的事件按顺序再投递一次。",
        ),
    )

    def title_of(self, row: Any) -> str:
        """The event and its subject."""
        return f"{row.event_name} · {row.subject}"

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The error in full."""
        facts = (
            Fact("反应", row.reaction),
            Fact("事件编号", row.event_id),
            Fact("位置", row.position),
            Fact("尝试次数", row.attempts),
            Fact("搁置时间", full_moment(row.parked_at)),
        )
        return Page(
            main=(Code("错误", row.error),), side=(Facts("搁置", facts), history_of(f"parked:{row.event_id}"))
        )


class EventAdmin(ConsoleAdmin):
    """The log itself."""

    area = "settings"
    noun = "事件日志"
    hint = "发生过的每件事，只增不改"
    columns = (
        number("位置", "position"),
        text("事件", "name"),
        text("主体", "subject"),
        when("发生时间", "occurred_at"),
    )
    facets = (period_filter("发生", "occurred_at"),)
    search_in = ("=subject", "=name")
    search_hint = "主体（如 order:12）或事件名"
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Each event with the place that the relay gave it."""
        place = Place.objects.filter(event_id=OuterRef("pk")).values("position")
        rows: QuerySet[Any] = super().get_queryset(request)
        placed: QuerySet[Any] = rows.annotate(position=Subquery(place))
        return placed

    def title_of(self, row: Any) -> str:
        """What happened to what."""
        return f"{row.name} · {row.subject}"

    def page(self, request: HttpRequest, row: Any) -> Page:
        """What the event says."""
        facts = (
            Fact("位置", row.position or "等待中继"),
            Fact("版本", row.version),
            Fact("主体", row.subject),
            Fact("发生时间", full_moment(row.occurred_at)),
        )
        return Page(main=(Code("内容", _pretty(row.payload)),), side=(Facts("事件", facts),))


class JobRunAdmin(ConsoleAdmin):
    """Work that comes back by itself."""

    area = "settings"
    noun = "周期任务"
    columns = (
        text("任务", "name", order="name"),
        when("上次完成", "last_finished_at", order="last_finished_at"),
        when("下次运行", "next_at", order="next_at"),
        number("成功次数", "runs", order="runs"),
        number("处理数量", "done"),
        number("连续失败", "failures", order="failures"),
        text(
            "错误", lambda row: row.last_error.strip().splitlines()[-1][:80] if row.last_error.strip() else ""
        ),
    )
    search_in = ("name",)
    search_hint = "任务名"
    has_page = False


class AuditAdmin(ConsoleAdmin):
    """Sensitive acts, chained by seals so that an edit shows."""

    area = "settings"
    noun = "审计记录"
    hint = "哈希链保存，改动会被发现"
    columns = (
        number("序号", "pk", order="id"),
        text("操作人", lambda row: actor_name(row.actor)),
        text("动作", lambda row: action_name(row.action)),
        text("对象", "subject"),
        text("变更", lambda row: json.dumps(row.change, ensure_ascii=False)[:80] if row.change else ""),
        when("时间", "at", order="at"),
    )
    facets = (
        custom_filter(
            "动作",
            "kind",
            lambda _request: [("customers.unmask_phone", "查看手机号"), ("console.export", "导出")],
            lambda rows, value: rows.filter(action=value),
        ),
        period_filter("时间", "at"),
    )
    search_in = ("=subject", "=actor", "action")
    search_hint = "对象、操作人、动作"
    ordering = ("-id",)

    def title_of(self, row: Any) -> str:
        """What was done."""
        return f"{action_name(row.action)} · {row.subject}"

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The act in full."""
        facts = (
            Fact("操作人", actor_name(row.actor), row.actor),
            Fact("动作", action_name(row.action), row.action),
            Fact("对象", row.subject),
            Fact("时间", full_moment(row.at)),
            Fact("校验", f"{row.seal[:16]}…"),
        )
        return Page(
            main=(Code("变更", _pretty(row.change) if row.change is not None else "内容已按客户要求清除"),),
            side=(Facts("记录", facts),),
        )


class ImportRunAdmin(ConsoleAdmin):
    """What was brought in, and which rows were not."""

    area = "data"
    noun = "导入记录"
    hint = "用 yutang import 导入；重跑不会重复"
    columns = (
        two("文件", "file_name", "source", order="id"),
        state("状态", "status", _RUN),
        number("新增", "created"),
        number("已存在", "known"),
        number("拒绝", "rejected"),
        when("开始时间", "started_at", order="started_at"),
        when("完成时间", "finished_at", order="finished_at"),
    )
    facets = (choice_filter("状态", "status", _RUN),)
    search_in = ("file_name", "source")
    search_hint = "文件名、来源"
    empty_text = "还没有导入过"

    def prepare(self, rows: list[Any]) -> None:
        """Sums over the checkpoints."""
        for row in rows:
            chunks = list(ImportChunk.objects.filter(run=row).values_list("created", "known", "rejected"))
            row.created, row.known, row.rejected = (sum(chunk[n] for chunk in chunks) for n in range(3))

    def headline(self, row: Any) -> Any:
        """Done or under way."""
        return tag(row.status, _RUN)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Stages, totals and refused rows."""
        stages: dict[str, list[int]] = {}
        for stage, *counts in ImportChunk.objects.filter(run=row).values_list(
            "stage", "created", "known", "rejected"
        ):
            sums = stages.setdefault(stage, [0, 0, 0])
            for n, count in enumerate(counts):
                sums[n] += count
        stage_rows = [
            [Cell(stage), *(Cell(f"{count:,}", is_number=True) for count in sums)]
            for stage, sums in stages.items()
        ]
        refused = [
            [Cell(f"{one.line_no:,}", is_number=True), Cell(one.reason), Cell(one.content[:80])]
            for one in ImportReject.objects.filter(run=row).order_by("id")[:100]
        ]
        facts = (
            Fact("来源", row.source),
            Fact("开始", moment(row.started_at)),
            Fact("完成", moment(row.finished_at)),
            Fact("指纹", f"{row.fingerprint[:16]}…"),
        )
        return Page(
            main=(
                Table(
                    "阶段", (("阶段", False), ("新增", True), ("已存在", True), ("拒绝", True)), stage_rows
                ),
                Table(
                    "被拒绝的行（前 100）",
                    (("行号", True), ("原因", False), ("内容", False)),
                    refused,
                    empty="没有被拒绝的行",
                ),
                Code("合计", _pretty(row.totals)),
            ),
            side=(Facts("导入", facts),),
        )
