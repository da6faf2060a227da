"""Lotteries and what was drawn."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from yutang.kernel.money import parse_yuan
from yutang.retention.lottery.api import (
    create_lottery,
    lottery_facts,
    publish_lottery,
    ship_prize,
    stop_lottery,
)
from yutang.retention.lottery.contracts import LotterySpec, PrizeKind, PrizeSpec
from yutang.retention.lottery.models import Draw, Lottery
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, number, state, tag, text, two, when
from yutang.surfaces.console.kit.fields import LocalTimeField, MoneyField
from yutang.surfaces.console.kit.filters import choice_filter, period_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import attach_customers, customer_fact
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.labels import DRAW, LOTTERY, PRIZE

_KINDS = {label: key for key, (label, _) in PRIZE.items()}
_EXAMPLE = """20 积分，积分，30，20，，，0.2
5 元券，优惠券，15，ALL69，500，50，5
1 元余额，余额赠金，4，1，200，，1
时令礼盒，实物，1，，5，1，168
谢谢参与，谢谢参与，50，，，，0"""


class LotteryForm(forms.Form):
    """A lottery; its prizes one to a line."""

    title = forms.CharField(label="名称", max_length=60)
    starts_at = LocalTimeField(label="开始")
    ends_at = LocalTimeField(label="结束")
    points_cost = forms.IntegerField(label="每次积分", min_value=0, initial=0, help_text="0 为不能用积分参与")
    chance_on_check_in = forms.BooleanField(label="签到送一次", required=False)
    chance_order_fen = MoneyField(label="下单满多少送一次", required=False, help_text="留空为不送")
    per_person = forms.IntegerField(label="每人总次数", min_value=1, initial=30)
    per_person_day = forms.IntegerField(label="每人每日次数", min_value=1, initial=3)
    budget_fen = MoneyField(
        label="预算", required=False, help_text="按奖品市场价累计，用完只剩谢谢参与；留空为不限"
    )
    prizes = forms.CharField(
        label="奖品",
        widget=forms.Textarea(attrs={"rows": 8}),
        initial=_EXAMPLE,
        help_text="每行一项：名称，类型，概率 %，内容，数量，每日上限，市场价（元）。"
        "类型：积分、优惠券、余额赠金、实物、谢谢参与；"
        "内容：积分数、券模板编号或赠金（元）。概率合计须为 100，单个奖品不超过 5 万元。",
    )
    rules_text = forms.CharField(label="其他规则", widget=forms.Textarea, required=False, max_length=2_000)

    def clean_prizes(self) -> tuple[PrizeSpec, ...]:
        """The lines as prizes."""
        lines = [line for line in str(self.cleaned_data["prizes"]).splitlines() if line.strip()]
        return tuple(_prize(number, line) for number, line in enumerate(lines, start=1))


def _prize(number: int, line: str) -> PrizeSpec:
    parts = [part.strip() for part in line.replace("，", ",").split(",")]
    if len(parts) != 7 or parts[1] not in _KINDS:
        raise forms.ValidationError(f"第 {number} 行：须有 7 项，类型要写对")
    title, kind, odds, content, stock, cap, worth = parts
    key = _KINDS[kind]
    try:
        return PrizeSpec(
            title=title,
            kind=key,
            weight_ppm=_ppm(odds),
            value_fen=parse_yuan(worth or "0"),
            stock=int(stock) if stock else None,
            daily_cap=int(cap) if cap else None,
            points=int(content) if key == PrizeKind.POINTS else 0,
            template_code=content if key == PrizeKind.COUPON else "",
            amount_fen=parse_yuan(content) if key == PrizeKind.BONUS else 0,
        )
    except ValueError as error:
        raise forms.ValidationError(f"第 {number} 行：数字写得不对") from error


def _ppm(percent: str) -> int:
    """12.3456 as 123,456 of a million; no float on the way."""
    whole, _, rest = percent.rstrip("%％").partition(".")
    if len(rest) > 4 or not (whole + rest).isdigit():
        raise ValueError(percent)
    return int(whole or "0") * 10_000 + int(rest.ljust(4, "0"))


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="停止原因", max_length=200, help_text="会记入审计")


class ShipForm(forms.Form):
    """How it travels."""

    carrier = forms.CharField(label="快递公司", max_length=20)
    waybill_no = forms.CharField(label="运单号", max_length=40)


def _create(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    values: dict[str, Any] = {key: 0 if value is None else value for key, value in data.items()}
    no = create_lottery(LotterySpec(**values), actor=actor_of(request))
    pk = Lottery.objects.get(no=no).pk
    return Done("已保存草稿，核对后再发布", reverse("admin:lottery_lottery_change", args=[pk]))


def _publish(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    digest = publish_lottery(row.no, actor=actor_of(request))
    return f"已发布，种子摘要 {digest[:12]}…"


def _stop(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    stop_lottery(row.no, actor=actor_of(request), reason=data["reason"])
    return "已停止，种子已公开"


def _odds(ppm: int) -> str:
    return f"{ppm / 10_000:g}%"


class LotteryAdmin(ConsoleAdmin):
    """Lotteries; what is published does not change."""

    area = "retain"
    noun = "抽奖活动"
    hint = "发布后奖品和概率不能改"
    columns = (
        two("活动", "title", "no", order="id"),
        state("状态", "status", LOTTERY, order="status"),
        when("开始", "starts_at", order="starts_at"),
        when("结束", "ends_at", order="ends_at"),
        number("抽奖次数", lambda row: row.next_number - 1, order="next_number"),
        money("奖品成本", "spent_fen", order="spent_fen"),
        text("预算", lambda row: yuan(row.budget_fen) if row.budget_fen else "不限"),
    )
    facets = (choice_filter("状态", "status", LOTTERY),)
    search_in = ("title", "=no")
    search_hint = "名称、编号"
    empty_text = "还没有抽奖活动"
    list_verbs = (Verb("create", "新建抽奖", _create, LotteryForm, icon="add", is_main=True),)
    verbs = (
        Verb(
            "publish",
            "发布",
            _publish,
            icon="campaign",
            is_main=True,
            when=lambda row: row.status == "draft",
            explain="发布时生成种子并公布摘要；之后奖品、概率、规则都不能修改，只能停止。",
        ),
        Verb(
            "stop",
            "停止",
            _stop,
            ReasonForm,
            icon="stop",
            is_danger=True,
            when=lambda row: row.status == "published",
            explain="停止后不能恢复；已中的奖品照常发放，种子立即公开。",
        ),
    )

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.status, LOTTERY)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Odds as published and as drawn."""
        facts = lottery_facts(row)
        drawn = dict(
            Draw.objects.filter(lottery=row).values_list("prize_id").annotate(n=Count("pk")).order_by()
        )
        total = sum(drawn.values())
        heads = (
            ("奖品", False),
            ("类型", False),
            ("公布概率", True),
            ("当前概率", True),
            ("实际占比", True),
            ("已中", True),
            ("剩余", True),
            ("市场价", True),
        )
        rows = [
            [
                Cell(prize.title),
                Cell(PRIZE[prize.kind][0]),
                Cell(_odds(prize.weight_ppm), is_number=True),
                Cell(_odds(prize.now_ppm), is_number=True),
                Cell(f"{drawn.get(prize.prize_id, 0) * 100 / total:.2f}%" if total else "—", is_number=True),
                Cell(f"{drawn.get(prize.prize_id, 0):,}", is_number=True),
                Cell("不限" if prize.left is None else f"{prize.left:,}", is_number=True),
                Cell(yuan(prize.value_fen), is_number=True),
            ]
            for prize in facts.prizes
        ]
        about = (
            Fact("时间", f"{moment(row.starts_at)} 至 {moment(row.ends_at)}"),
            Fact("每次积分", row.points_cost or "不能用积分"),
            Fact("签到送机会", "是" if row.chance_on_check_in else "否"),
            Fact("下单送机会", f"满 {yuan(row.chance_order_fen)}" if row.chance_order_fen else "否"),
            Fact("每人", f"每天 {row.per_person_day} 次，共 {row.per_person} 次"),
            Fact("预算", yuan(row.budget_fen) if row.budget_fen else "不限", f"已用 {yuan(row.spent_fen)}"),
            Fact("种子摘要", row.seed_hash or "发布时生成"),
            Fact("种子", facts.seed or "结束后公开"),
        )
        draws = Fact(
            "抽奖记录", f"{total:,} 次", url=f"{reverse('admin:lottery_draw_changelist')}?q={row.no}"
        )
        return Page(
            main=(
                Table("奖品", heads, rows, note="奖品抽完后，它的概率归入谢谢参与"),
                Facts("活动", (*about, draws)),
            ),
            side=(history_of(f"lottery:{row.pk}"),),
        )


def _ship(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    ship_prize(draw_id=row.pk, **data, actor=actor_of(request))
    return "已发货"


class DrawAdmin(ConsoleAdmin):
    """What was drawn, and prizes to ship."""

    area = "retain"
    noun = "抽奖记录"
    columns = (
        two("活动", "lottery.title", lambda row: f"第 {row.number} 签", order="id"),
        two("客户", "customer_name", "customer_phone"),
        two("奖品", "prize.title", lambda row: PRIZE[row.prize.kind][0]),
        state("状态", "shown_status", DRAW, order="status"),
        text("未发放原因", "failure"),
        when("时间", "created_at", order="created_at"),
    )
    facets = (choice_filter("状态", "status", DRAW), period_filter("抽奖", "created_at"))
    views = (
        SavedView("全部", {}),
        SavedView("待发货", {"status": "to_ship"}),
        SavedView("待填地址", {"status": "needs_address"}),
        SavedView("待补发", {"status": "waits"}),
    )
    search_in = ("=lottery__no", "=waybill_no")
    search_hint = "活动编号、运单号"
    list_select_related = ("lottery", "prize")
    empty_text = "还没有人抽奖"
    verbs = (
        Verb(
            "ship",
            "发货",
            _ship,
            ShipForm,
            icon="local_shipping",
            is_main=True,
            when=lambda r: r.status == "to_ship",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Who they are; thanks is not a prize that was handed out."""
        attach_customers(rows)
        for row in rows:
            row.shown_status = "none" if row.prize.kind == PrizeKind.THANKS else row.status

    def title_of(self, row: Any) -> str:
        """Its lot."""
        return f"{row.lottery.title} 第 {row.number} 签"

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.shown_status, DRAW)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The draw and its proof; where the prize goes, while it has to be sent."""
        facts = (
            customer_fact(row.customer_id),
            Fact("奖品", row.prize.title),
            Fact("参与方式", "积分" if row.pay_with == "points" else "免费机会"),
            Fact("时间", moment(row.created_at)),
            Fact("收货信息", (row.receiver or "—") if row.status == "to_ship" else "发货后不再显示"),
            Fact("快递", f"{row.carrier} {row.waybill_no}".strip() or "—"),
        )
        proof = (
            Fact("签号", f"{row.number:,}"),
            Fact("签值", f"{row.roll:,}", "0 – 999,999"),
            Fact("随机数", row.nonce),
            Fact("已抽完的奖品", str(row.missed) if row.missed_id else "—"),
        )
        return Page(
            main=(Facts("抽奖", facts), Facts("验算", proof)), side=(history_of(f"lottery:{row.lottery_id}"),)
        )
