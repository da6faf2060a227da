"""Commissions: every amount explains itself."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from yutang.referral.affiliates.api import commission_explanation
from yutang.revenue.orders.models import Order
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, period_filter
from yutang.surfaces.console.kit.people import attach_customers, customer_fact, order_fact
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment, signed_money
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.labels import COMMISSION, rate

_LEVELS = {"1": ("一级", "b"), "2": ("二级", "")}


class CommissionAdmin(ConsoleAdmin):
    """One per order line and level."""

    area = "refer"
    noun = "佣金"
    columns = (
        two("分销员", "earner_name", "earner_phone"),
        state("层级", "level", _LEVELS),
        two("买家", "buyer_customer_name", "order_no"),
        text("实付 × 比例", lambda row: f"{yuan(row.base_fen)} × {rate(row.rate_bp)}"),
        money("佣金", "amount_fen", order="amount_fen"),
        money("已扣回", "clawed_fen", order="clawed_fen"),
        state("状态", "status", COMMISSION, order="status"),
        when("入账时间", "accrued_at", order="id"),
        when("预计解冻", "release_at", order="release_at"),
    )
    facets = (
        choice_filter("状态", "status", COMMISSION),
        choice_filter("层级", "level", _LEVELS),
        period_filter("入账", "accrued_at"),
    )
    views = (
        SavedView("全部", {}),
        SavedView("冻结中", {"status": "frozen"}),
        SavedView("可提现", {"status": "released"}),
    )
    search_in = ("=order_no",)
    search_hint = "订单号"
    list_select_related = ("affiliate",)
    empty_text = "还没有佣金"

    def narrow_to_stores(self, rows: QuerySet[Any], stores: frozenset[int]) -> QuerySet[Any]:
        """Those of orders of the stores."""
        return rows.filter(order_id__in=Order.objects.filter(store_id__in=stores).values("id"))

    def prepare(self, rows: list[Any]) -> None:
        """Who earns and who bought."""
        for row in rows:
            row.earner_id = row.affiliate.customer_id
        attach_customers(rows, "earner_id", "buyer_customer_id")

    def title_of(self, row: Any) -> str:
        """The amount and whose it is."""
        return f"{yuan(row.amount_fen)} · {row.earner_name}"

    def headline(self, row: Any) -> Any:
        """Frozen, released or void."""
        return tag(row.status, COMMISSION)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Which link, which rule, which order line, which ledger entries."""
        told = commission_explanation(customer_id=row.earner_id, commission_id=row.pk)
        entries = [
            [Cell(moment(one.at)), Cell(one.title), Cell(signed_money(one.amount_fen), is_number=True)]
            for one in told.entries
        ]
        sums = (
            Fact("算法", told.commission.formula),
            Fact("佣金", yuan(row.amount_fen)),
            Fact("已扣回", yuan(row.clawed_fen), "按退款的准确份额" if row.clawed_fen else ""),
            Fact("净额", yuan(row.amount_fen - row.clawed_fen)),
        )
        people = (
            order_fact(row.order_no),
            customer_fact(row.earner_id, "分销员"),
            customer_fact(row.buyer_customer_id, "买家"),
            customer_fact(row.via_customer_id, "经由") if row.level == 2 else Fact("层级", "一级"),
            Fact("入账", moment(row.accrued_at)),
            Fact("预计解冻", moment(row.release_at) if row.release_at else "签收后开始算"),
            Fact("解冻", moment(row.released_at)),
        )
        return Page(
            main=(
                Facts("多少钱", sums),
                Facts("凭什么", [Fact(one.label, one.value) for one in told.facts]),
                Table("分录", (("时间", False), ("说明", False), ("金额", True)), entries),
            ),
            side=(Facts("相关", people),),
        )
