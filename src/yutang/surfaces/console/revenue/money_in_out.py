"""Payments, refunds, payouts and what did not fit."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from yutang.revenue.orders.models import Order
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import money, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, custom_filter, period_filter
from yutang.surfaces.console.kit.people import attach_customers, customer_fact, order_fact
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.labels import PAYMENT, PAYOUT, REFUND

_PROVIDERS = {"sandbox": "沙盒收银台"}


class PaymentAdmin(ConsoleAdmin):
    """Money that came in."""

    area = "money"
    noun = "支付单"
    columns = (
        two("支付单", "no", "order_no", order="id"),
        two("客户", "customer_name", "customer_phone"),
        money("金额", "amount_fen", order="amount_fen"),
        money("已退", "refunded_fen"),
        text("方式", lambda row: _PROVIDERS.get(row.provider, row.provider)),
        state("状态", "status", PAYMENT, order="status"),
        when("支付时间", "succeeded_at", order="succeeded_at"),
    )
    facets = (choice_filter("状态", "status", PAYMENT), period_filter("支付", "succeeded_at"))
    search_in = ("=no", "=order_no", "=provider_txn")
    search_hint = "支付单号、订单号、渠道流水号"
    empty_text = "还没有支付"

    def narrow_to_stores(self, rows: QuerySet[Any], stores: frozenset[int]) -> QuerySet[Any]:
        """Those of orders of the stores."""
        return rows.filter(order_no__in=Order.objects.filter(store_id__in=stores).values("no"))

    def prepare(self, rows: list[Any]) -> None:
        """Who paid."""
        attach_customers(rows)

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.status, PAYMENT)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The payment in full."""
        facts = (
            order_fact(row.order_no),
            customer_fact(row.customer_id),
            Fact("金额", yuan(row.amount_fen)),
            Fact("已退", yuan(row.refunded_fen), "含处理中"),
            Fact("方式", _PROVIDERS.get(row.provider, row.provider)),
            Fact("渠道流水号", row.provider_txn or "—"),
            Fact("创建时间", moment(row.created_at)),
            Fact("支付时间", moment(row.succeeded_at)),
            Fact("失败原因", row.failure or "—"),
        )
        return Page(main=(Facts("支付单", facts),))


class RefundAdmin(ConsoleAdmin):
    """Money that went back."""

    area = "money"
    noun = "退款单"
    columns = (
        two("退款单", "no", "order_no", order="id"),
        money("金额", "amount_fen", order="amount_fen"),
        text("原因", "reason"),
        state("状态", "status", REFUND, order="status"),
        when("创建时间", "created_at", order="created_at"),
        when("到账时间", "settled_at", order="settled_at"),
    )
    facets = (choice_filter("状态", "status", REFUND), period_filter("创建", "created_at"))
    search_in = ("=no", "=order_no")
    search_hint = "退款单号、订单号"
    empty_text = "还没有退款"

    def narrow_to_stores(self, rows: QuerySet[Any], stores: frozenset[int]) -> QuerySet[Any]:
        """Those of orders of the stores."""
        return rows.filter(order_no__in=Order.objects.filter(store_id__in=stores).values("no"))

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.status, REFUND)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The refund in full."""
        facts = (
            order_fact(row.order_no),
            Fact("金额", yuan(row.amount_fen)),
            Fact("原因", row.reason or "—"),
            Fact("尝试次数", row.attempts),
            Fact("渠道流水号", row.provider_txn or "—"),
            Fact("失败原因", row.failure or "—"),
            Fact("创建时间", moment(row.created_at)),
            Fact("到账时间", moment(row.settled_at)),
        )
        return Page(main=(Facts("退款单", facts),))


class PayoutAdmin(ConsoleAdmin):
    """Money to people outside."""

    area = "money"
    noun = "打款单"
    columns = (
        two("打款单", "no", "memo", order="id"),
        two("收款人", "payee_name", "payee"),
        money("金额", "amount_fen", order="amount_fen"),
        state("状态", "status", PAYOUT, order="status"),
        when("创建时间", "created_at", order="created_at"),
        when("到账时间", "settled_at", order="settled_at"),
    )
    facets = (choice_filter("状态", "status", PAYOUT), period_filter("创建", "created_at"))
    search_in = ("=no", "=payee", "payee_name")
    search_hint = "打款单号、收款人"
    empty_text = "还没有打款"

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.status, PAYOUT)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The payout in full."""
        facts = (
            Fact("收款人", row.payee_name or row.payee),
            Fact("金额", yuan(row.amount_fen)),
            Fact("出账账户", row.debit_account),
            Fact("附言", row.memo or "—"),
            Fact("渠道流水号", row.provider_txn or "—"),
            Fact("失败原因", row.failure or "—"),
            Fact("创建时间", moment(row.created_at)),
            Fact("到账时间", moment(row.settled_at)),
        )
        return Page(main=(Facts("打款单", facts),))


class PaymentBreakAdmin(ConsoleAdmin):
    """Genuine notifications that did not fit the books."""

    area = "money"
    noun = "支付差异"
    columns = (
        text("支付单", "payment_no"),
        text("差异", "reason"),
        money("应收", "expected_fen"),
        money("通知金额", "received_fen"),
        when("发现时间", "created_at", order="id"),
        text("处理", lambda row: row.resolution or ("已处理" if row.resolved_at else "待处理")),
    )
    facets = (
        custom_filter(
            "状态",
            "open",
            lambda _request: [("1", "待处理"), ("0", "已处理")],
            lambda rows, value: rows.filter(resolved_at__isnull=value == "1"),
        ),
    )
    search_in = ("=payment_no",)
    search_hint = "支付单号"
    has_page = False
    empty_text = "账都对得上"
