"""After-sales: approve or refuse, with the exact money of each line."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.revenue.orders.api import approve_after_sale, refuse_after_sale, retry_refund
from yutang.revenue.orders.contracts import AfterSaleStatus
from yutang.revenue.orders.models import AfterSaleLine
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, period_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import actor_name, attach_customers, customer_fact, order_fact
from yutang.surfaces.console.kit.pictures import media_url
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Pictures, Table
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import AFTER_SALE


class ApproveForm(forms.Form):
    """Whether the goods come back."""

    restock = forms.BooleanField(label="货已退回，重新入库", required=False)


class RefuseForm(forms.Form):
    """What the customer will read."""

    reason = forms.CharField(label="拒绝原因", max_length=200, help_text="客户会看到")


def _approve(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    facts = approve_after_sale(after_sale_no=row.no, actor=actor_of(request), restock=data["restock"])
    return f"已同意，{yuan(facts.refund_fen)} {facts.status_text}"


def _refuse(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    refuse_after_sale(after_sale_no=row.no, actor=actor_of(request), reason=data["reason"])
    return "已拒绝，客户会看到原因"


def _retry(_request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    return retry_refund(after_sale_no=row.no).status_text


def _is_open(row: Any) -> bool:
    return bool(row.status == AfterSaleStatus.APPLIED)


class AfterSaleAdmin(ConsoleAdmin):
    """Money that customers ask back."""

    area = "orders"
    noun = "售后"
    columns = (
        two("售后单", "no", lambda row: row.order.no, order="id"),
        two("客户", "customer_name", "customer_phone"),
        text("原因", "reason"),
        money("退款金额", "refund_fen", order="refund_fen"),
        state("状态", "status", AFTER_SALE, order="status"),
        when("申请时间", "applied_at", order="applied_at"),
    )
    facets = (choice_filter("状态", "status", AFTER_SALE), period_filter("申请", "applied_at"))
    views = (
        SavedView("全部", {}),
        SavedView("待处理", {"status": "applied"}),
        SavedView("退款失败", {"status": "refund_failed"}),
    )
    search_in = ("=no", "=order__no")
    search_hint = "售后单号、订单号"
    list_select_related = ("order",)
    store_field = "order__store_id"
    empty_text = "没有售后"
    verbs = (
        Verb(
            "approve",
            "同意退款",
            _approve,
            ApproveForm,
            icon="check",
            is_main=True,
            when=_is_open,
            explain=lambda row: f"将原路退回 {yuan(row.refund_fen)}，对应佣金按同样份额扣回。",
        ),
        Verb("refuse", "拒绝", _refuse, RefuseForm, icon="close", is_danger=True, when=_is_open),
        Verb(
            "retry",
            "重试退款",
            _retry,
            icon="refresh",
            is_main=True,
            when=lambda row: row.status == AfterSaleStatus.REFUND_FAILED,
            explain="用同一个退款单号再请求一次，不会退两次。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Who asks."""
        attach_customers(rows)

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.status, AFTER_SALE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Line by line, and the evidence."""
        lines = AfterSaleLine.objects.filter(after_sale=row).select_related("line")
        rows = [
            [
                Cell(one.line.name),
                Cell(one.line.spec or "—"),
                Cell(f"{one.quantity} / {one.line.quantity}", is_number=True),
                Cell(yuan(one.line.paid_fen), is_number=True),
                Cell(yuan(one.refund_fen), is_number=True),
            ]
            for one in lines
        ]
        if row.shipping_fen:
            rows.append(
                [
                    Cell("配送费"),
                    Cell("—"),
                    Cell("", is_number=True),
                    Cell("", is_number=True),
                    Cell(yuan(row.shipping_fen), is_number=True),
                ]
            )
        heads = (("商品", False), ("规格", False), ("退 / 买", True), ("该行实付", True), ("退款", True))
        foot = (Cell("合计"), Cell(""), Cell(""), Cell(""), Cell(yuan(row.refund_fen), is_number=True))
        facts = (
            order_fact(row.order.no),
            customer_fact(row.customer_id),
            Fact("原因", row.reason),
            Fact("说明", row.description or "—"),
            Fact("申请时间", moment(row.applied_at)),
            Fact(
                "处理",
                f"{actor_name(row.decided_by)} {moment(row.decided_at)}" if row.decided_at else "还没处理",
            ),
            Fact("拒绝原因", row.refuse_reason or "—"),
            Fact("退款单号", row.refund_no or "—"),
            Fact("退款时间", moment(row.refunded_at)),
        )
        evidence = [media_url(str(path)) for path in row.evidence]
        main: list[Any] = [Table("退款明细", heads, rows, foot=foot)]
        if evidence:
            main.append(Pictures("凭证", evidence))
        return Page(main=main, side=(Facts("售后信息", facts), history_of(f"after_sale:{row.pk}")))
