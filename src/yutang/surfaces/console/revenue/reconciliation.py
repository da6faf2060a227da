"""Reconciliation: three columns a day, and each difference with its next step."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.foundation.org.contracts import StaffRole
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.payments.api import (
    actions_of_break,
    book_missing,
    difference_of,
    provider_names,
    query_break,
    reconcile_day,
    record_unclaimed,
    refund_break,
    wait_for_next_bill,
    write_off_break,
)
from yutang.revenue.payments.contracts import NEXT_STEP, BreakKind, BreakStatus, DayStatus
from yutang.revenue.payments.models import ReconciliationBreak
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, number, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, period_filter
from yutang.surfaces.console.kit.people import actor_name, order_fact
from yutang.surfaces.console.kit.sections import Cell, Code, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment, signed_money
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import BREAK_PROBLEM, BREAK_STATUS, MOVEMENT, PROVIDER, RECONCILIATION

_DAY_PAGE = "payments_reconciliationbreak"


class DayForm(forms.Form):
    """Which day."""

    day = forms.DateField(label="账单日", widget=forms.DateInput(attrs={"type": "date"}))


class ReasonForm(forms.Form):
    """Why; audited."""

    reason = forms.CharField(label="原因", max_length=150)


def _run(_request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    day = data["day"]
    if day > clock.business_date():
        raise DomainError("day_in_future", "这一天还没到", field="day")
    results = [reconcile_day(day, provider=name) for name in provider_names()]
    words = {DayStatus.BALANCED: "平账", DayStatus.BREAKS: "有差异", DayStatus.FAILED: "账单不可用"}
    told = "；".join(
        f"{PROVIDER.get(one.provider, one.provider)}{words[DayStatus(one.status)]}"
        + (f" {one.breaks} 条" if one.breaks else "")
        for one in results
    )
    return f"{day} 对账完成：{told}"


def _rerun(_request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    result = reconcile_day(row.day, provider=row.provider)
    return f"重新对账完成，{f'{result.breaks} 条差异' if result.breaks else result.note or '平账'}"


class ReconciliationDayAdmin(ConsoleAdmin):
    """Documents, bill and ledger of a day, side by side."""

    area = "money"
    noun = "每日对账"
    hint = "业务单据、渠道账单、账本三方核对，每天自动进行"
    columns = (
        two(
            "账单日",
            lambda row: str(row.day),
            lambda row: PROVIDER.get(row.provider, row.provider),
            order="day",
        ),
        state("结果", "status", RECONCILIATION, order="status"),
        money("单据收入", "documents_in_fen"),
        money("账单收入", "bill_in_fen"),
        money("账本收入", "ledger_in_fen"),
        money("单据支出", "documents_out_fen"),
        money("账单支出", "bill_out_fen"),
        money("账本支出", "ledger_out_fen"),
        number("账单行", "rows"),
        when("对账时间", "run_at"),
    )
    facets = (choice_filter("结果", "status", RECONCILIATION), period_filter("账单日", "day"))
    views = (
        SavedView("全部", {}),
        SavedView("有差异", {"status": "breaks"}),
        SavedView("失败", {"status": "failed"}),
    )
    empty_text = "还没有对过账，每天 9 点后自动核对前一天"
    verbs = (
        Verb(
            "rerun",
            "重新对账",
            _rerun,
            icon="refresh",
            is_main=True,
            explain="重新下载账单再核对；没有变化就什么也不变。",
        ),
    )
    list_verbs = (
        Verb("run", "对某一天", _run, DayForm, icon="rule", is_main=True, explain="对所有渠道核对这一天。"),
    )

    def title_of(self, row: Any) -> str:
        """The day and the provider."""
        return f"{row.day} {PROVIDER.get(row.provider, row.provider)}"

    def headline(self, row: Any) -> Any:
        """Whether it balances."""
        return tag(row.status, RECONCILIATION)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Three columns, the breaks, and the bill as it came."""
        found = ReconciliationBreak.objects.filter(provider=row.provider, day=row.day).order_by(
            "status", "-pk"
        )
        breaks = [
            [
                Cell(BREAK_PROBLEM[one.problem][0], url=self._break_url(one)),
                Cell(f"{MOVEMENT.get(one.kind, one.kind)} {one.no}"),
                Cell(yuan(one.bill_fen), is_number=True),
                Cell(yuan(one.document_fen), is_number=True),
                Cell(yuan(one.ledger_fen), is_number=True),
                Cell(one.resolution or NEXT_STEP[BreakKind(one.problem)]),
            ]
            for one in found
        ]
        heads = (
            ("差异", False),
            ("单号", False),
            ("账单", True),
            ("单据", True),
            ("账本", True),
            ("处理", False),
        )
        main: list[Any] = [_totals(row), Table("差异", heads, breaks, empty="三方一致")]
        if row.bill_text:
            main.append(Code("账单原文", row.bill_text[:20_000]))
        facts = (
            Fact("渠道", PROVIDER.get(row.provider, row.provider)),
            Fact("账单行数", row.rows),
            Fact("对账时间", moment(row.run_at)),
            Fact("说明", row.note or "—"),
        )
        return Page(main=main, side=(Facts("对账", facts),))

    def _break_url(self, row: Any) -> str:
        admin = self.admin_site.get_model_admin(ReconciliationBreak)
        return str(admin.address("change", row.pk))


def _totals(row: Any) -> Table:
    def line(title: str, values: Sequence[int]) -> list[Cell]:
        spread = max(values) - min(values)
        cells = [Cell(yuan(value), is_number=True) for value in values]
        return [Cell(title), *cells, Cell(yuan(spread) if spread else "一致", is_number=True)]

    heads = (("", False), ("业务单据", True), ("渠道账单", True), ("账本", True), ("相差", True))
    come = (row.documents_in_fen, row.bill_in_fen, row.ledger_in_fen)
    gone = (row.documents_out_fen, row.bill_out_fen, row.ledger_out_fen)
    net = tuple(a - b for a, b in zip(come, gone, strict=True))
    return Table("三方合计", heads, [line("收入", come), line("支出", gone), line("净额", net)])


# --- one break --------------------------------------------------------------------------------------------------


def _can(action: str) -> Any:
    return lambda row: action in actions_of_break(row)


def _query(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    return query_break(break_id=row.pk, actor=actor_of(request))


def _record(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    record_unclaimed(break_id=row.pk, actor=actor_of(request), reason=data["reason"])
    return "已补记为无主收款，可以在支付单里查到"


def _refund(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    status = refund_break(break_id=row.pk, actor=actor_of(request), reason=data["reason"])
    return "已原路退回" if status == "succeeded" else "退款已登记，渠道暂未成功，会自动重试"


def _book(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    book_missing(break_id=row.pk, actor=actor_of(request))
    return "账本已补记"


def _write_off(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    user: Any = request.user
    fen = write_off_break(
        break_id=row.pk,
        actor=actor_of(request),
        reason=data["reason"],
        unlimited=user.is_superuser or user.role == StaffRole.HQ_ADMIN,
    )
    return f"已核销 {signed_money(fen)}"


def _wait(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    wait_for_next_bill(break_id=row.pk, actor=actor_of(request))
    return "已暂缓，明天的账单到了再核对"


def _age(row: Any) -> str:
    if row.status == BreakStatus.RESOLVED:
        return "—"
    hours = int((clock.now() - row.found_at).total_seconds() // 3600)
    return f"{hours // 24} 天" if hours >= 48 else f"{hours} 小时"


class ReconciliationBreakAdmin(ConsoleAdmin):
    """Each difference until somebody has settled it."""

    area = "money"
    noun = "对账差异"
    columns = (
        two(
            "单号",
            "no",
            lambda row: f"{MOVEMENT.get(row.kind, row.kind)} · {PROVIDER.get(row.provider, row.provider)}",
        ),
        state("差异", "problem", BREAK_PROBLEM, order="problem"),
        text("账单日", lambda row: str(row.day), order="day"),
        money("账单", "bill_fen"),
        money("单据", "document_fen"),
        money("账本", "ledger_fen"),
        text("已有", _age, order="found_at"),
        state("状态", "status", BREAK_STATUS, order="status"),
        text("下一步", lambda row: row.resolution or NEXT_STEP[BreakKind(row.problem)]),
    )
    facets = (
        choice_filter("状态", "status", BREAK_STATUS),
        choice_filter("差异", "problem", BREAK_PROBLEM),
        choice_filter("渠道", "provider", PROVIDER),
        period_filter("发现", "found_at"),
    )
    views = (
        SavedView("待处理", {"status": "open"}),
        SavedView("等次日账单", {"status": "ignored"}),
        SavedView("已处理", {"status": "resolved"}),
        SavedView("全部", {}),
    )
    search_in = ("=no", "=order_no")
    search_hint = "单号、订单号"
    empty_text = "账都对得上"
    verbs = (
        Verb(
            "query",
            "向渠道查询",
            _query,
            icon="search",
            is_main=True,
            when=_can("query"),
            explain="渠道说成功而我方没有的会补记，订单随之支付；渠道与我方一致的，差异关闭。",
        ),
        Verb("book", "补记账本", _book, icon="post_add", is_main=True, when=_can("book")),
        Verb(
            "refund",
            "原路退回",
            _refund,
            ReasonForm,
            icon="undo",
            when=_can("refund"),
            explain=lambda row: f"将 {yuan(row.bill_fen or row.document_fen)} 原路退回付款人。",
        ),
        Verb(
            "record",
            "补记收款",
            _record,
            ReasonForm,
            icon="add_card",
            when=_can("record"),
            explain="记为无主收款，账面与渠道一致；以后可以原路退回。",
        ),
        Verb("wait", "等次日账单", _wait, icon="schedule", when=_can("wait")),
        Verb(
            "write-off",
            "核销差额",
            _write_off,
            ReasonForm,
            icon="contract_delete",
            is_danger=True,
            when=_can("write_off"),
            explain=lambda row: (
                f"账本按账单调整 {signed_money(difference_of(row))}，¥100 以上由总部管理员核销，记入审计。"
            ),
        ),
    )

    def title_of(self, row: Any) -> str:
        """What differs."""
        return f"{BREAK_PROBLEM[row.problem][0]} {row.no}"

    def headline(self, row: Any) -> Any:
        """Whether it is settled."""
        return tag(row.status, BREAK_STATUS)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Three amounts and what to do."""
        amounts = (
            Fact("渠道账单", yuan(row.bill_fen) if row.bill_fen is not None else "没有"),
            Fact("业务单据", yuan(row.document_fen) if row.document_fen is not None else "没有"),
            Fact("账本", yuan(row.ledger_fen) if row.ledger_fen is not None else "—"),
            Fact("下一步", NEXT_STEP[BreakKind(row.problem)]),
            Fact("说明", row.note or "—"),
            Fact("已核销", signed_money(row.written_off_fen) if row.written_off_fen else "—"),
        )
        about = [
            Fact("类型", MOVEMENT.get(row.kind, row.kind)),
            Fact("渠道", PROVIDER.get(row.provider, row.provider)),
            Fact("账单日", str(row.day)),
            Fact("发现时间", moment(row.found_at)),
            Fact("处理", row.resolution or "—"),
            Fact("处理人", "系统" if row.resolved_by == "system" else actor_name(row.resolved_by) or "—"),
            Fact("处理时间", moment(row.resolved_at)),
        ]
        if row.order_no:
            about.insert(0, order_fact(row.order_no))
        return Page(main=(Facts("三方金额", amounts),), side=(Facts("差异", about),))
