"""Files of codes and issues to many customers: their lists, their pages, downloading, stopping and ending."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path

from yutang.kernel import audit
from yutang.revenue.pricing.api import codes_of_file, stop_issue, void_code_file
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, state, tag, text, two, when
from yutang.surfaces.console.kit.csv_files import csv_lines
from yutang.surfaces.console.kit.filters import choice_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import ISSUE_RUN

_FILE = {"live": ("有效", "ok"), "void": ("已作废", "")}


def _void(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    ended = void_code_file(file_id=row.pk)
    audit.record(
        actor=actor_of(request),
        action="pricing.void_code_file",
        subject=f"code-file:{row.pk}",
        change={"ended": ended},
    )
    return f"已作废 {ended:,} 个没有兑换的码"


def _file_state(row: Any) -> str:
    return "void" if row.voided_at else "live"


class CodeFileAdmin(ConsoleAdmin):
    """Codes by the file."""

    area = "offers"
    noun = "兑换码"
    columns = (
        two("用途", lambda row: row.name or "未命名", lambda row: row.template.name),
        number("数量", "count"),
        number("已兑换", "redeemed"),
        state("状态", _file_state, _FILE),
        text("兑换截止", lambda row: moment(row.until) if row.until else "不限"),
        when("生成时间", "created_at", order="id"),
    )
    search_in = ("name", "template__name")
    search_hint = "用途、券名"
    list_select_related = ("template",)
    empty_text = "还没有生成过兑换码，在券模板页生成"
    verbs = (
        Verb(
            "void",
            "整批作废",
            _void,
            icon="block",
            is_danger=True,
            when=lambda row: row.voided_at is None,
            explain="没有兑换的码立即失效，占用的总量和预算退回；已兑换的券不受影响。",
        ),
    )

    def title_of(self, row: Any) -> str:
        """The use and the coupon."""
        return f"{row.name or '兑换码'} · {row.template.name}"

    def headline(self, row: Any) -> Any:
        """Valid or void."""
        return tag(_file_state(row), _FILE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Numbers, and where the file is."""
        facts = (
            Fact("下载", "CSV 文件", "下载会记入操作记录", url=self.address("codes", row.pk)),
            Fact("券", row.template.name),
            Fact("数量", f"{row.count:,}"),
            Fact("已兑换", f"{row.redeemed:,}", f"{row.redeemed * 100 / row.count:.1f}%"),
            Fact("兑换截止", moment(row.until) if row.until else "不限"),
            Fact("生成时间", moment(row.created_at)),
        )
        return Page(main=(Facts("兑换码", facts),), side=(history_of(f"code-file:{row.pk}"),))

    def get_urls(self) -> list[URLPattern]:
        """One address more: the file itself."""
        mine = path(
            "<int:pk>/codes.csv",
            self.admin_site.admin_view(self.codes_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_codes",
        )
        return [mine, *super().get_urls()]

    def codes_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Every code of the file, row by row; audited, and only for those who may issue."""
        row = self._row(request, str(pk))
        self._verb(request, self.verbs, "void")  # the same right as ending them: codes are worth money
        audit.record(
            actor=actor_of(request),
            action="pricing.download_codes",
            subject=f"code-file:{row.pk}",
            change={"count": row.count},
        )
        rows = ([code, moment(at) if at else ""] for code, at in codes_of_file(row.pk))
        response = StreamingHttpResponse(
            csv_lines(["兑换码", "兑换时间"], rows), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="codes-{row.pk}.csv"'
        return response


def _stop(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    stopped = stop_issue(run_id=row.pk)
    if stopped:
        audit.record(
            actor=actor_of(request), action="pricing.stop_issue", subject=f"issue-run:{row.pk}", change={}
        )
    return "已停止，已经发出的券不受影响" if stopped else "已经发完或停止了"


class IssueRunAdmin(ConsoleAdmin):
    """Issues to many customers."""

    area = "offers"
    noun = "发券任务"
    columns = (
        two("券", lambda row: row.template.name, lambda row: row.template.code),
        number("人数", "wanted"),
        number("已发", "issued"),
        state("状态", "status", ISSUE_RUN),
        text("原因", "problem"),
        when("时间", "created_at", order="id"),
    )
    facets = (choice_filter("状态", "status", ISSUE_RUN),)
    search_in = ("template__name", "template__code")
    search_hint = "券名、编号"
    list_select_related = ("template",)
    empty_text = "还没有成批发过券，在券模板页发"
    verbs = (
        Verb(
            "stop",
            "停止发放",
            _stop,
            icon="block",
            is_danger=True,
            when=lambda row: row.status == "running",
            explain="停止后其余客户不再发；已经发出的券不受影响。",
        ),
    )

    def title_of(self, row: Any) -> str:
        """The coupon and how many."""
        return f"{row.template.name} · {row.wanted:,} 位"

    def headline(self, row: Any) -> Any:
        """How far it has come."""
        return tag(row.status, ISSUE_RUN)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Whom, how far, and why it stopped."""
        facts = (
            Fact("券", row.template.name),
            Fact("人群", _who(row.audience)),
            Fact("人数", f"{row.wanted:,}"),
            Fact("已发", f"{row.issued:,}", f"{row.issued * 100 / max(row.wanted, 1):.1f}%"),
            Fact("发消息", "发" if row.tell else "不发"),
            Fact("原因", row.problem or "—"),
            Fact("时间", moment(row.created_at)),
        )
        return Page(main=(Facts("发放", facts),), side=(history_of(f"issue-run:{row.pk}"),))


def _who(audience: Mapping[str, Any]) -> str:
    """An audience in words."""
    words: tuple[tuple[Any, Callable[[Any], str]], ...] = (
        (audience.get("customer_ids"), lambda ids: f"指定的 {len(ids):,} 位"),
        (audience.get("price_group"), lambda group: f"价格组 {group}"),
        (audience.get("store_id"), lambda _pk: "归属指定门店"),
        (audience.get("joined_within_days"), lambda days: f"最近 {days} 天注册"),
        (audience.get("away_for_days"), lambda days: f"{days} 天没来过"),
    )
    return "，".join(say(value) for value, say in words if value) or "全部客户"
