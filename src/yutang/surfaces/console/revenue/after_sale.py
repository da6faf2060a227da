"""After-sales: what is asked, where it stands, until when, and every fen of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from yutang.kernel import clock
from yutang.revenue.orders.api import after_sale_by_no
from yutang.revenue.orders.contracts import OPEN_AFTER_SALES, AfterSaleFacts
from yutang.revenue.orders.models import AfterSaleLine
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, custom_filter, period_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import actor_name, attach_customers, customer_fact, order_fact
from yutang.surfaces.console.kit.pictures import media_url
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Moment, Page, Pictures, Table, Timeline
from yutang.surfaces.console.kit.texts import moment, signed_money
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.labels import AFTER_SALE, AFTER_SALE_KIND
from yutang.surfaces.console.revenue.after_sale_verbs import AFTER_SALE_VERBS, TERMS_VERB


def _by_due(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    open_ones = rows.filter(status__in=OPEN_AFTER_SALES, due_at__isnull=False)
    now = clock.now()
    if value == "over":
        return open_ones.filter(due_at__lte=now)
    return open_ones.filter(due_at__gt=now, due_at__lte=now + timedelta(hours=24))


def due_words(row: Any) -> str:
    """How long is left, or since when it is late."""
    if row.due_at is None or row.status not in OPEN_AFTER_SALES:
        return "—"
    seconds = (row.due_at - clock.now()).total_seconds()
    hours = int(abs(seconds) // 3600)
    span = f"{hours // 24} 天" if hours >= 48 else f"{hours} 小时"
    return f"剩 {span}" if seconds > 0 else f"逾期 {span}"


class AfterSaleAdmin(ConsoleAdmin):
    """Refunds, returns, exchanges and re-shippings."""

    area = "orders"
    noun = "售后"
    columns = (
        two("售后单", "no", lambda row: row.order.no, order="id"),
        two("客户", "customer_name", "customer_phone"),
        state("类型", "kind", AFTER_SALE_KIND),
        text("原因", "reason"),
        money("退款金额", "refund_fen", order="refund_fen"),
        state("状态", "status", AFTER_SALE, order="status"),
        text("时限", due_words, order="due_at"),
        when("申请时间", "applied_at", order="applied_at"),
    )
    facets = (
        choice_filter("状态", "status", AFTER_SALE),
        choice_filter("类型", "kind", AFTER_SALE_KIND),
        custom_filter("时限", "due", lambda _request: [("over", "已逾期"), ("soon", "24 小时内")], _by_due),
        period_filter("申请", "applied_at"),
    )
    views = (
        SavedView("全部", {}),
        SavedView("待处理", {"status": "applied"}),
        SavedView("待收退货", {"status": "returned"}),
        SavedView("待发换补", {"status": "reshipping"}),
        SavedView("总部介入", {"status": "escalated"}),
        SavedView("退款失败", {"status": "refund_failed"}),
        SavedView("已逾期", {"due": "over"}),
    )
    search_in = ("=no", "=order__no")
    search_hint = "售后单号、订单号"
    list_select_related = ("order",)
    store_field = "order__store_id"
    empty_text = "没有售后"
    verbs = AFTER_SALE_VERBS

    def prepare(self, rows: list[Any]) -> None:
        """Who asks."""
        attach_customers(rows)

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.kind, AFTER_SALE_KIND) + tag(row.status, AFTER_SALE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Goods, money in sentences, parcels, story, evidence."""
        facts = after_sale_by_no(row.no)
        main: list[Any] = [_goods(row), *_money(facts), *_parcels(facts)]
        evidence = [media_url(str(path)) for path in row.evidence]
        evidence += [media_url(path) for one in facts.story for path in one.pictures]
        if evidence:
            main.append(Pictures("凭证", evidence))
        side = (Facts("售后信息", _facts(row, facts)), _story(facts), history_of(f"after_sale:{row.pk}"))
        return Page(main=main, side=side)


def _goods(row: Any) -> Table:
    lines = AfterSaleLine.objects.filter(after_sale=row, quantity__gt=0).select_related("line").order_by("pk")
    swaps = row.kind == "exchange"
    heads = (
        ("商品", False),
        ("规格", False),
        ("数量 / 购买", True),
        ("换成" if swaps else "完好入库", False),
    )
    rows = [
        [
            Cell(one.line.name + ("（赠品）" if one.line.is_gift else "")),
            Cell(one.line.spec or "—"),
            Cell(f"{one.quantity} / {one.line.quantity}", is_number=True),
            Cell((one.new_spec or "同款") if swaps else (one.good_quantity or "—")),
        ]
        for one in lines
    ]
    return Table("售后商品", heads, rows)


def _money(facts: AfterSaleFacts) -> Sequence[Table]:
    if not facts.parts:
        return ()
    rows = [
        [Cell(part.label), Cell(part.detail), Cell(signed_money(part.amount_fen), is_number=True)]
        for part in facts.parts
    ]
    foot = (Cell("合计"), Cell(""), Cell(yuan(facts.refund_fen), is_number=True))
    return (Table("退回金额怎么算的", (("项目", False), ("算法", False), ("金额", True)), rows, foot=foot),)


def _parcels(facts: AfterSaleFacts) -> Sequence[Table]:
    tables = []
    for parcel in facts.parcels:
        title = f"{'退回包裹' if parcel.direction == 'back' else '换补包裹'} · {parcel.carrier} {parcel.waybill_no}"
        rows = [[Cell(moment(at)), Cell(said)] for at, said in parcel.events]
        tables.append(Table(title, (("时间", False), ("轨迹", False)), rows, empty="快递还没有揽收"))
    return tables


def _story(facts: AfterSaleFacts) -> Timeline:
    tones = {"refunded": "ok", "completed": "ok", "refused": "r", "refund_failed": "r", "escalated": "warn"}
    moments = [
        Moment(moment(one.at), one.text, f"{_who(one.actor)} {one.detail}".strip(), tones.get(one.what, ""))
        for one in reversed(facts.story)
    ]
    return Timeline("进度", moments)


def _who(actor: str) -> str:
    return {"customer": "客户", "system": "系统", "": ""}.get(actor) or actor_name(actor)


def _facts(row: Any, facts: AfterSaleFacts) -> Sequence[Fact]:
    return (
        order_fact(row.order.no),
        customer_fact(row.customer_id),
        Fact("类型", facts.kind_text),
        Fact("原因", row.reason),
        Fact("说明", row.description or "—"),
        Fact("时限", moment(facts.due_at) if facts.due_at else "—", facts.due_text),
        Fact("退回积分", row.points_back or "—"),
        Fact("处理", f"{_who(row.decided_by)} {moment(row.decided_at)}" if row.decided_at else "还没处理"),
        Fact("拒绝原因", row.refuse_reason or "—"),
        Fact("退款单号", row.refund_no or "—"),
        Fact("退款时间", moment(row.refunded_at)),
    )


class AfterSalePolicyAdmin(ConsoleAdmin):
    """Every change is a new version."""

    area = "orders"
    noun = "售后规则"
    hint = "每一步的时限、逾期怎么办、员工主动退款的上限；最新一版生效"
    columns = (
        text("版本", "pk", order="id"),
        text("商家处理", lambda row: f"{row.answer_hours} 小时"),
        text("逾期", lambda row: row.get_on_silence_display()),
        text("买家寄回", lambda row: f"{row.send_back_days} 天"),
        text("商家收货", lambda row: f"{row.receive_days} 天"),
        text("申诉期", lambda row: f"{row.appeal_days} 天"),
        text("总部裁决", lambda row: f"{row.decide_hours} 小时"),
        money("员工单笔", "staff_limit_fen"),
        money("员工每日", "staff_daily_fen"),
        when("生效时间", "created_at"),
        text("修改人", lambda row: actor_name(row.created_by)),
    )
    has_page = False
    empty_text = "还没改过，正在用默认规则：48 小时处理，逾期自动同意，7 天内寄回"
    list_verbs = (TERMS_VERB,)
