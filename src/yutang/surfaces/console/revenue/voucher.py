"""Vouchers in customers' hands, and what was redeemed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse

from yutang.kernel import clock
from yutang.kernel.secrets import mask_name
from yutang.revenue.vouchers.api import reverse_redemption
from yutang.revenue.vouchers.models import Redemption, StoreSale
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, number, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, custom_filter, period_filter, store_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import (
    actor_name,
    attach_customers,
    attach_stores,
    customer_fact,
    order_fact,
)
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import VOUCHER


def masked(code: str) -> str:
    """A code that nobody can redeem from the screen."""
    return f"{code[:4]} •••• •••• {code[-4:]}"


class VoucherAdmin(ConsoleAdmin):
    """Who holds which right, and what is left of it. Codes are masked: only their owner shows them."""

    area = "orders"
    noun = "到店券"
    columns = (
        two("权益", "name", lambda row: masked(row.code)),
        two("客户", lambda row: mask_name(row.customer_name), "customer_phone"),
        number("剩余 / 总次数", lambda row: f"{row.uses_left} / {row.uses_total}"),
        money("价值", "worth_fen"),
        state("状态", "status", VOUCHER, order="status"),
        text("订单", "order_no"),
        when("发券时间", "issued_at", order="id"),
        when("有效期至", lambda row: row.valid_until - timedelta(seconds=1), order="valid_until"),
    )
    facets = (
        choice_filter("状态", "status", VOUCHER),
        period_filter("发券", "issued_at"),
    )
    views = (
        SavedView("全部", {}),
        SavedView("可使用", {"status": "active"}),
        SavedView("已用完", {"status": "used"}),
        SavedView("已过期", {"status": "expired"}),
        SavedView("已退款", {"status": "void"}),
    )
    search_in = ("=code", "=order_no", "name")
    search_hint = "完整券码、订单号、权益名"
    empty_text = "还没有发出到店券"

    def narrow_to_stores(self, rows: Any, stores: frozenset[int]) -> Any:
        """Those redeemed here; the others belong to nobody's store yet."""
        return rows.filter(redemptions__store_id__in=stores).distinct()

    def prepare(self, rows: list[Any]) -> None:
        """Whose they are."""
        attach_customers(rows)

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.status, VOUCHER)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The right, its dates, its redemptions."""
        uses: list[Any] = list(Redemption.objects.filter(voucher=row).order_by("-pk"))
        attach_stores(uses)
        rows = [
            [
                Cell(one.no, url=reverse("admin:vouchers_redemption_change", args=[one.pk])),
                Cell(moment(one.redeemed_at)),
                Cell(one.store_name),
                Cell(actor_name(f"staff:{one.staff_id}")),
                Cell(f"{one.uses} 次" + ("（已撤销）" if one.reversed_at else ""), is_number=True),
                Cell(one.left_after, is_number=True),
            ]
            for one in uses
        ]
        heads = (
            ("核销号", False),
            ("时间", False),
            ("门店", False),
            ("核销人", False),
            ("次数", True),
            ("剩余", True),
        )
        facts = (
            order_fact(row.order_no),
            customer_fact(row.customer_id),
            Fact("券码", masked(row.code)),
            Fact("价值", yuan(row.worth_fen)),
            Fact("第几份", str(row.pack_no)),
            Fact("次数", f"共 {row.uses_total}，剩 {row.uses_left}，作废 {row.uses_voided}"),
            Fact("适用门店", f"{len(row.store_ids)} 家" if row.store_ids else "全部门店"),
            Fact("生效时间", moment(row.valid_from)),
            Fact("失效时间", moment(row.valid_until)),
            Fact("使用说明", row.note or "—"),
        )
        return Page(
            main=(Table("核销记录", heads, rows, empty="还没有核销"),),
            side=(Facts("到店券", facts), history_of(f"voucher:{row.pk}")),
        )


class ReverseForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(label="撤销原因", max_length=120)


def _reverse(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    staff: Any = request.user
    reverse_redemption(redemption_no=row.no, staff_id=staff.pk, reason=data["reason"])
    return "已撤销，次数退回给客户，关联销售一起作废"


class RedemptionAdmin(ConsoleAdmin):
    """What was redeemed at the counters, and what was sold beside it."""

    area = "orders"
    noun = "核销记录"
    columns = (
        two("权益", "voucher.name", "no", order="id"),
        two("客户", lambda row: mask_name(row.customer_name), "customer_phone"),
        number("次数", "uses"),
        text("门店", "store_name"),
        text("核销人", "staff_name"),
        money("关联销售", "sale_fen"),
        state(
            "状态",
            lambda row: "reversed" if row.reversed_at else "offline" if row.device_id else "done",
            {"done": ("已核销", "ok"), "offline": ("离线核销", "info"), "reversed": ("已撤销", "")},
        ),
        when("核销时间", "redeemed_at", order="redeemed_at"),
    )
    facets = (
        store_filter("store_id"),
        custom_filter(
            "状态",
            "state",
            lambda _request: [("done", "有效"), ("offline", "离线核销"), ("reversed", "已撤销")],
            lambda rows, value: (
                rows.filter(reversed_at__isnull=value != "reversed")
                if value != "offline"
                else rows.filter(device__isnull=False)
            ),
        ),
        period_filter("核销", "redeemed_at"),
    )
    search_in = ("=no", "=voucher__code", "=voucher__order_no", "voucher__name")
    search_hint = "核销号、券码、订单号、权益名"
    list_select_related = ("voucher",)
    store_field = "store_id"
    empty_text = "还没有核销"
    verbs = (
        Verb(
            "reverse",
            "撤销核销",
            _reverse,
            ReverseForm,
            icon="undo",
            is_danger=True,
            when=lambda row: (
                row.reversed_at is None and clock.business_date(row.recorded_at) == clock.business_date()
            ),
            explain="次数退回给客户，关联销售一起作废。只能撤销当天的核销，由店长或总部操作。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Who, where, and what was sold beside it."""
        for row in rows:
            row.customer_id = row.voucher.customer_id
        attach_customers(rows)
        attach_stores(rows)
        sold = dict(
            StoreSale.objects.filter(redemption__in=rows, cancelled_at__isnull=True)
            .order_by()
            .values_list("redemption_id")
            .annotate(fen=Sum("amount_fen"))
        )
        names = {staff_id: actor_name(f"staff:{staff_id}") for staff_id in {row.staff_id for row in rows}}
        for row in rows:
            row.sale_fen = sold.get(row.pk, 0)
            row.staff_name = names[row.staff_id]

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The redemption and its related sales."""
        sales = StoreSale.objects.filter(redemption=row).order_by("-pk")
        rows = [
            [
                Cell(moment(one.at)),
                Cell(one.items or one.order_no),
                Cell("商城订单" if one.order_no else "收银台"),
                Cell("已作废" if one.cancelled_at else "有效"),
                Cell(yuan(one.amount_fen), is_number=True),
            ]
            for one in sales
        ]
        heads = (("时间", False), ("买了什么", False), ("来源", False), ("状态", False), ("金额", True))
        facts = (
            Fact(
                "到店券",
                row.voucher.name,
                masked(row.voucher.code),
                reverse("admin:vouchers_voucher_change", args=[row.voucher_id]),
            ),
            customer_fact(row.customer_id),
            order_fact(row.voucher.order_no),
            Fact("门店", row.store_name),
            Fact("核销人", row.staff_name),
            Fact("次数", f"{row.uses}，核销后剩 {row.left_after}"),
            Fact("核销时间", moment(row.redeemed_at)),
            Fact("入账时间", moment(row.recorded_at), "离线核销，后来同步" if row.device_id else ""),
            Fact("设备", row.device.name if row.device else "—"),
            Fact(
                "撤销",
                f"{actor_name(f'staff:{row.reversed_by}')} {moment(row.reversed_at)}：{row.reverse_reason}"
                if row.reversed_at
                else "—",
            ),
        )
        return Page(
            main=(Table("关联销售", heads, rows, empty="没有登记关联销售"),),
            side=(Facts("核销", facts), history_of(f"voucher:{row.voucher_id}")),
        )
