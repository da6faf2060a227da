"""Members: level, growth, points, cards."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.kernel.ids import random_code
from yutang.retention.membership.api import (
    adjust_points,
    cards_of,
    current_policy,
    frozen_points,
    growth_lines,
    levels,
    member_of,
    points_entries,
)
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.columns import number, text, two, when
from yutang.surfaces.console.kit.filters import custom_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import attach_customers, customer_fact
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment, money
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.retention.of_customers import CustomersAdmin


class AdjustForm(forms.Form):
    """How much, and why."""

    once = forms.SlugField(widget=forms.HiddenInput, max_length=32)
    points = forms.IntegerField(
        label="积分", help_text="正数为增加，负数为扣减", min_value=-1_000_000, max_value=1_000_000
    )
    note = forms.CharField(label="原因", max_length=100, help_text="会员能在积分明细里看到，也记入审计")


def _adjust(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    is_new = adjust_points(
        customer_id=row.pk,
        points=data["points"],
        note=data["note"],
        actor=actor_of(request),
        key=f"console:{data['once']}",
    )
    return f"已调整 {data['points']:+,} 积分" if is_new else "这一页已经提交过了，没有重复调整"


def _explain(_row: Any) -> str:
    policy = current_policy()
    return f"单次最多 {policy.adjust_limit:,} 积分，你每天合计最多 {policy.adjust_day_limit:,} 积分。"


def _level_choices(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(level.level), level.name) for level in levels()]


class MemberAdmin(CustomersAdmin):
    """Who belongs, how far up, and what they have."""

    noun = "会员"
    hint = "下过单、签过到或得过积分的客户"
    columns = (
        two("会员", "customer_name", "customer_phone", order="customer_id"),
        text("等级", "level_name", order="level"),
        number("成长值", lambda row: f"{row.growth:,}", order="growth"),
        number("可用积分", lambda row: f"{row.points:,}", order="points"),
        number("待入账", lambda row: f"{row.frozen:,}", order="frozen"),
        number("欠积分", lambda row: f"{row.owed:,}", order="owed"),
        number("连续签到", lambda row: f"{row.streak} 天", order="streak"),
        when("等级有效至", "level_until", order="level_until"),
        when("入会时间", "joined_at", order="joined_at"),
    )
    facets = (
        custom_filter("等级", "level", _level_choices, lambda rows, value: rows.filter(level=value)),
        custom_filter(
            "欠积分",
            "owes",
            lambda _request: [("1", "有欠积分")],
            lambda rows, _value: rows.filter(owed__gt=0),
        ),
    )
    search_in = ("=customer_id",)
    search_hint = "客户编号"
    empty_text = "还没有会员"
    verbs = (
        Verb(
            "adjust",
            "调整积分",
            _adjust,
            AdjustForm,
            area="money",
            icon="exposure",
            is_main=True,
            explain=_explain,
            initial=lambda _row: {"once": random_code(16)},
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Who they are, and what their level is called."""
        super().prepare(rows)
        names = {level.level: level.name for level in levels()}
        for row in rows:
            row.level_name = names.get(row.level, f"{row.level} 级")

    def title_of(self, row: Any) -> str:
        """The customer's name."""
        attach_customers([row])
        return str(row.customer_name or f"会员 {row.pk}")

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Where he stands, and how it came to be."""
        facts = member_of(row.pk)
        standing = (
            customer_fact(row.pk),
            Fact(
                "等级",
                facts.level.name,
                f"有效至 {moment(facts.level_until)}" if facts.level_until else "长期有效",
            ),
            Fact(
                "成长值",
                f"{facts.growth:,}",
                f"再得 {facts.missing_growth:,} 升到{facts.next_level.name}"
                if facts.next_level
                else "已是最高等级",
            ),
            Fact("保级", "已满足" if not facts.keep_missing else f"还差 {facts.keep_missing:,}"),
            Fact("可用积分", f"{facts.points.available:,}"),
            Fact("待入账", f"{facts.points.frozen:,}"),
            Fact("欠积分", f"{facts.points.owed:,}"),
            Fact(
                "最近到期",
                f"{facts.points.expiring:,}" if facts.points.expiring else "—",
                moment(facts.points.expires_at) if facts.points.expires_at else "",
            ),
        )
        return Page(
            main=(Facts("会员", standing), _points(row.pk), _frozen(row.pk), _growth(row.pk), _cards(row.pk)),
            side=(history_of(f"customer:{row.pk}"),),
        )


def _points(customer_id: int) -> Table:
    rows = [
        [
            Cell(entry.title),
            Cell(entry.memo or "—"),
            Cell(f"{entry.points:+,}", is_number=True),
            Cell(moment(entry.at)),
        ]
        for entry in points_entries(customer_id, limit=20)
    ]
    return Table(
        "最近 20 条积分明细",
        (("变动", False), ("说明", False), ("积分", True), ("时间", False)),
        rows,
        empty="还没有积分",
    )


def _frozen(customer_id: int) -> Table:
    rows = [
        [
            Cell(lot.title),
            Cell(lot.memo or "—"),
            Cell(f"{lot.points:,}", is_number=True),
            Cell(moment(lot.until) if lot.until else "售后期结束后"),
        ]
        for lot in frozen_points(customer_id, limit=20)
    ]
    heads = (("来源", False), ("说明", False), ("积分", True), ("入账", False))
    return Table("待入账", heads, rows, empty="没有待入账的积分")


def _growth(customer_id: int) -> Table:
    rows = [
        [
            Cell(line.title),
            Cell(line.memo or "—"),
            Cell(f"{line.delta:+,}", is_number=True),
            Cell(moment(line.at)),
        ]
        for line in growth_lines(customer_id, limit=20)
    ]
    heads = (("原因", False), ("说明", False), ("成长值", True), ("时间", False))
    return Table("最近 20 条成长值明细", heads, rows, empty="还没有成长值")


def _cards(customer_id: int) -> Table:
    rows = [
        [
            Cell(card.card_type.name),
            Cell(card.status_text),
            Cell(moment(card.ends_at)),
            Cell(f"{card.total_used} 次", is_number=True),
            Cell(money(card.saved_fen), is_number=True),
        ]
        for card in cards_of(customer_id)
    ]
    heads = (("卡", False), ("状态", False), ("到期", False), ("已用", True), ("已省", True))
    return Table("会员卡", heads, rows, empty="没有开过卡")
