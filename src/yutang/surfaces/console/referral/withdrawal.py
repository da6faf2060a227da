"""Withdrawals."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from yutang.referral.affiliates.api import approve_withdrawal, reject_withdrawal
from yutang.referral.affiliates.contracts import WithdrawalStatus
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, period_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import attach_customers, customer_fact
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import WITHDRAWAL
from yutang.surfaces.console.referral.affiliate import NoteForm


def _approve(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    return f"已通过，{approve_withdrawal(no=row.no, actor=actor_of(request)).status_text}"


def _reject(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    reject_withdrawal(no=row.no, actor=actor_of(request), note=data["note"])
    return "已拒绝，钱退回他的可提现余额"


def _is_open(row: Any) -> bool:
    return bool(row.status == WithdrawalStatus.REVIEWING)


class WithdrawalAdmin(ConsoleAdmin):
    """Commission on its way out."""

    area = "refer"
    noun = "提现"
    columns = (
        two("提现单", "no", lambda row: moment(row.requested_at), order="id"),
        two("分销员", "earner_name", "earner_phone"),
        money("金额", "amount_fen", order="amount_fen"),
        money("手续费", "fee_fen"),
        state("状态", "status", WITHDRAWAL, order="status"),
        text("打款单", "payout_no"),
        when("完成时间", "settled_at", order="settled_at"),
    )
    facets = (choice_filter("状态", "status", WITHDRAWAL), period_filter("申请", "requested_at"))
    views = (
        SavedView("全部", {}),
        SavedView("审核中", {"status": "reviewing"}),
        SavedView("打款中", {"status": "paying"}),
    )
    search_in = ("=no", "=payout_no")
    search_hint = "提现单号、打款单号"
    list_select_related = ("affiliate",)
    empty_text = "还没有提现"
    verbs = (
        Verb(
            "approve",
            "通过并打款",
            _approve,
            area="money",
            icon="check",
            is_main=True,
            when=_is_open,
            explain=lambda row: f"将向他打款 {yuan(row.amount_fen - row.fee_fen)}。",
        ),
        Verb("reject", "拒绝", _reject, NoteForm, area="money", icon="close", is_danger=True, when=_is_open),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Who gets the money."""
        for row in rows:
            row.earner_id = row.affiliate.customer_id
        attach_customers(rows, "earner_id")

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.status, WITHDRAWAL)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The withdrawal in full."""
        facts = (
            customer_fact(row.earner_id, "分销员"),
            Fact(
                "分销档案", "查看", url=reverse("admin:affiliates_affiliate_change", args=[row.affiliate_id])
            ),
            Fact("金额", yuan(row.amount_fen)),
            Fact("手续费", yuan(row.fee_fen)),
            Fact("打款单", row.payout_no or "—"),
            Fact("说明", row.note or "—"),
            Fact("申请时间", moment(row.requested_at)),
            Fact("完成时间", moment(row.settled_at)),
        )
        return Page(main=(Facts("提现", facts),), side=(history_of(f"withdrawal:{row.no}"),))
