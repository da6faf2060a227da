"""Distributors: applications, standing, money."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from yutang.referral.affiliates.api import approve, my_centre, reinstate, reject, suspend
from yutang.referral.affiliates.contracts import AffiliateStatus
from yutang.referral.affiliates.models import Affiliate, Commission
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, period_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import attach_customers, customer_fact
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment, money
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import AFFILIATE, COMMISSION, JOIN_MODE


class NoteForm(forms.Form):
    """What the applicant will read."""

    note = forms.CharField(label="说明", max_length=200, help_text="对方会看到")


def _approve(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    approve(affiliate_id=row.pk, actor=actor_of(request))
    return "已通过，从现在起分享可得佣金"


def _reject(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    reject(affiliate_id=row.pk, actor=actor_of(request), note=data["note"])
    return "已拒绝"


def _suspend(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    suspend(affiliate_id=row.pk, actor=actor_of(request), note=data["note"])
    return "已暂停"


def _reinstate(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    reinstate(affiliate_id=row.pk, actor=actor_of(request))
    return "已恢复"


def _is(status: AffiliateStatus) -> Any:
    return lambda row: row.status == status


class AffiliateAdmin(ConsoleAdmin):
    """People who bring friends; two levels, never more."""

    area = "refer"
    noun = "分销员"
    columns = (
        two("分销员", "customer_name", "customer_phone", order="id"),
        text("邀请人", "parent_name"),
        state("加入方式", "mode", JOIN_MODE),
        state("状态", "status", AFFILIATE, order="status"),
        text("申请理由", "reason"),
        when("申请时间", "applied_at", order="applied_at"),
        when("加入时间", "joined_at", order="joined_at"),
    )
    facets = (
        choice_filter("状态", "status", AFFILIATE),
        choice_filter("加入方式", "mode", {k: v for k, v in JOIN_MODE.items() if k}),
        period_filter("申请", "applied_at"),
    )
    views = (
        SavedView("全部", {}),
        SavedView("待审核", {"status": "pending"}),
        SavedView("正常", {"status": "active"}),
        SavedView("已暂停", {"status": "suspended"}),
    )
    search_in = ("applicant_name",)
    search_hint = "申请人"
    list_select_related = ("parent",)
    empty_text = "还没有分销员"
    verbs = (
        Verb(
            "approve",
            "通过",
            _approve,
            icon="check",
            is_main=True,
            when=_is(AffiliateStatus.PENDING),
            explain="通过后他分享的链接带来订单就有佣金，不收任何费用。",
        ),
        Verb(
            "reject",
            "拒绝",
            _reject,
            NoteForm,
            icon="close",
            is_danger=True,
            when=_is(AffiliateStatus.PENDING),
        ),
        Verb(
            "suspend",
            "暂停",
            _suspend,
            NoteForm,
            icon="pause",
            is_danger=True,
            when=_is(AffiliateStatus.ACTIVE),
            explain="暂停后新订单不再计佣，也不能提现；已有佣金保留。",
        ),
        Verb(
            "reinstate",
            "恢复",
            _reinstate,
            icon="play_arrow",
            is_main=True,
            when=_is(AffiliateStatus.SUSPENDED),
            explain="恢复后新订单重新计佣，可以提现。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Names of him and of who brought him."""
        for row in rows:
            row.inviter_id = row.parent.customer_id if row.parent else None
        attach_customers(rows, "customer_id", "inviter_id")
        for row in rows:
            row.parent_name = row.inviter_name

    def title_of(self, row: Any) -> str:
        """His name."""
        return str(row.customer_name or f"分销员 {row.pk}")

    def headline(self, row: Any) -> Any:
        """His standing."""
        return tag(row.status, AFFILIATE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """His money as he sees it, his commissions, his team."""
        return Page(
            main=(_money(row), _commissions(row)), side=(_facts(row), history_of(f"affiliate:{row.pk}"))
        )


def _money(row: Affiliate) -> Facts:
    centre = my_centre(row.customer_id)
    return Facts(
        "钱",
        (
            Fact("可提现", money(centre.available_fen)),
            Fact("冻结中", money(centre.frozen_fen), "售后期过后可提"),
            Fact("打款中", money(centre.paying_fen)),
            Fact("已提现", money(centre.withdrawn_fen)),
            Fact("欠款", money(centre.debt_fen), "从以后的收益里扣"),
            Fact("今天", money(centre.today_fen)),
            Fact("本月", money(centre.month_fen)),
            Fact("团队", f"一级 {centre.team1_count} 人，二级 {centre.team2_count} 人"),
        ),
    )


def _commissions(row: Affiliate) -> Table:
    rows = [
        [
            Cell(one.order_no, url=reverse("admin:affiliates_commission_change", args=[one.pk])),
            Cell({1: "一级", 2: "二级"}[one.level]),
            Cell(COMMISSION[one.status][0]),
            Cell(money(one.amount_fen), is_number=True),
            Cell(money(one.clawed_fen) if one.clawed_fen else "—", is_number=True),
            Cell(moment(one.accrued_at), is_number=True),
        ]
        for one in Commission.objects.filter(affiliate=row).order_by("-id")[:20]
    ]
    heads = (
        ("订单", False),
        ("层级", False),
        ("状态", False),
        ("佣金", True),
        ("扣回", True),
        ("入账时间", True),
    )
    return Table("最近 20 笔佣金", heads, rows, empty="还没有佣金")


def _facts(row: Any) -> Facts:
    return Facts(
        "资料",
        (
            customer_fact(row.customer_id),
            customer_fact(row.inviter_id, "邀请人"),
            Fact("加入方式", JOIN_MODE.get(row.mode, (row.mode, ""))[0]),
            Fact("申请人", row.applicant_name or "—"),
            Fact("申请理由", row.reason or "—"),
            Fact("审核意见", row.note or "—"),
            Fact("申请时间", moment(row.applied_at)),
            Fact("加入时间", moment(row.joined_at)),
        ),
    )
