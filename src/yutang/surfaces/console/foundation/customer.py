"""Customers: masked in lists; unmasking, export and erasure are audited acts."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.customers.api import (
    addresses_of,
    consent_history,
    erase_customer,
    export_customer,
    set_price_group,
    unmask_phone,
)
from yutang.foundation.customers.contracts import PROVIDER_LABELS, PURPOSE_LABELS, IdentityProvider
from yutang.foundation.customers.models import Identity
from yutang.foundation.links.api import bindings_of, links_by_ids
from yutang.kernel import audit
from yutang.kernel.secrets import mask_name
from yutang.revenue.orders.api import paid_totals
from yutang.revenue.orders.models import Order
from yutang.revenue.pricing.models import Coupon
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.foundation.customer_timeline import customer_timeline
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, state, text, two, when
from yutang.surfaces.console.kit.filters import flag_filter, period_filter, store_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import attach_stores, customer_fact
from yutang.surfaces.console.kit.pictures import face
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Done, Reveal, Verb
from yutang.surfaces.console.labels import BINDING, CARRIER, COUPON, ORDER

_REACH: Mapping[str, tuple[str, str]] = {"True": ("可触达", "b"), "False": ("未同意", "")}


class ReasonForm(forms.Form):
    """Why somebody looks at what is hidden."""

    reason = forms.CharField(label="原因", max_length=60, help_text="会记入审计记录")


class PriceGroupForm(forms.Form):
    """Which prices this customer sees."""

    price_group = forms.CharField(label="价格组", max_length=32, required=False, help_text="留空为普通价格")


class EraseForm(forms.Form):
    """Typed out, so that it is no slip."""

    confirm = forms.CharField(label="输入会员号确认", max_length=40)


def _unmask(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> Reveal:
    phone = unmask_phone(row.pk, actor=actor_of(request), reason=data["reason"])
    return Reveal(f"{row} 的手机号", phone)


def _price_group(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    set_price_group(row.pk, data["price_group"])
    audit.record(
        actor=actor_of(request),
        action="customers.set_price_group",
        subject=f"customer:{row.pk}",
        change=dict(data),
    )
    return "价格组已更新"


def _export(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> Reveal:
    audit.record(
        actor=actor_of(request),
        action="console.export_customer",
        subject=f"customer:{row.pk}",
        change=dict(data),
    )
    return Reveal(
        "这位客户的全部个人数据",
        json.dumps(export_customer(row.pk), ensure_ascii=False, indent=1, default=str),
    )


def _erase(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> Done | str:
    if data["confirm"].strip() != row.no:
        return "会员号不一致，没有注销"
    erase_customer(row.pk, actor=actor_of(request))
    return "已注销，个人数据已清除"


class CustomerAdmin(ConsoleAdmin):
    """People who buy."""

    area = "customers"
    noun = "客户"
    columns = (
        two("客户", str, "phone_masked", picture=lambda row: face(row.avatar, str(row)), order="id"),
        text("会员号", "no"),
        text("门店", "store_name"),
        state("可触达", "marketing_ok", _REACH),
        money("累计实付", "paid_fen"),
        when("注册时间", "created_at", order="created_at"),
        when("最近访问", "last_seen_at", order="last_seen_at"),
    )
    facets = (
        store_filter("home_store_id"),
        flag_filter("可触达", "marketing_ok", "可触达", "未同意"),
        period_filter("注册", "created_at"),
        period_filter("访问", "last_seen_at"),
    )
    views = (
        SavedView("全部", {}),
        SavedView("可触达", {"marketing_ok": "1"}),
        SavedView("近 7 天新客", {"created_at_in": "7d"}),
        SavedView("近 7 天来过", {"last_seen_at_in": "7d"}),
    )
    search_in = ("nickname", "no", "phone_masked")
    search_hint = "昵称、会员号"
    store_field = "home_store_id"
    empty_text = "还没有客户"
    verbs = (
        Verb(
            "unmask",
            "查看手机号",
            _unmask,
            ReasonForm,
            area="private",
            icon="visibility",
            when=lambda row: bool(row.phone_masked),
            explain="只显示这一次，并记入审计记录。",
        ),
        Verb(
            "price-group",
            "调整价格组",
            _price_group,
            PriceGroupForm,
            icon="sell",
            initial=lambda row: {"price_group": row.price_group},
        ),
        Verb(
            "export",
            "导出个人数据",
            _export,
            ReasonForm,
            area="private",
            icon="download",
            explain="按客户要求导出，记入审计记录。",
        ),
        Verb(
            "erase",
            "注销",
            _erase,
            EraseForm,
            area="private",
            icon="person_remove",
            is_danger=True,
            when=lambda row: row.erased_at is None,
            explain="昵称、手机号、地址等个人数据将被清除，不能恢复；订单与账目保留但不再能认出是谁。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Store names and what each has paid."""
        attach_stores(rows, "home_store_id")
        totals = paid_totals([row.pk for row in rows])
        for row in rows:
            row.paid_fen = totals.get(row.pk, 0)

    def headline(self, row: Any) -> Any:
        """The masked phone."""
        return "已注销" if row.erased_at else row.phone_masked

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Who it is, what was bought, who looks after her, and everything that happened."""
        return Page(
            main=(self._facts(row), _orders(row), _coupons(row), _addresses(row)),
            side=(_bindings(row), customer_timeline(row), _consents(row), history_of(f"customer:{row.pk}")),
        )

    def _facts(self, row: Any) -> Facts:
        identities = Identity.objects.filter(customer=row).values_list("provider", flat=True)
        link = links_by_ids([row.source_link_id]).get(row.source_link_id) if row.source_link_id else None
        return Facts(
            "客户资料",
            (
                Fact("会员号", row.no),
                Fact("手机号", row.phone_masked or "—"),
                Fact("归属门店", row.store_name or "—"),
                Fact("累计实付", yuan(row.paid_fen)),
                Fact("价格组", row.price_group or "普通"),
                Fact("可触达", "是" if row.marketing_ok else "未同意营销消息"),
                Fact("生日", row.birthday or "—"),
                Fact("身份", "、".join(PROVIDER_LABELS[IdentityProvider(p)] for p in identities) or "—"),
                Fact(
                    "来源",
                    f"{CARRIER.get(link.carrier, (link.carrier, ''))[0]}链接 {link.code}"
                    if link
                    else "直接注册",
                    url=reverse("admin:links_link_change", args=[link.link_id]) if link else "",
                ),
                Fact("注册时间", moment(row.created_at)),
                Fact("最近访问", moment(row.last_seen_at)),
                Fact("导入自", row.imported_from or "—"),
            ),
        )


def _orders(row: Any) -> Table:
    rows = [
        [
            Cell(one.no, url=reverse("admin:orders_order_change", args=[one.pk])),
            Cell(ORDER[one.status][0]),
            Cell(yuan(one.total_fen), is_number=True),
            Cell(yuan(one.refunded_fen) if one.refunded_fen else "—", is_number=True),
            Cell(moment(one.placed_at), is_number=True),
        ]
        for one in Order.objects.filter(customer_id=row.pk).order_by("-id")[:10]
    ]
    heads = (("订单", False), ("状态", False), ("金额", True), ("已退", True), ("下单时间", True))
    return Table("最近 10 笔订单", heads, rows, empty="还没有下过单")


def _coupons(row: Any) -> Table:
    rows = [
        [
            Cell(one.template.name),
            Cell(COUPON[one.status][0]),
            Cell(yuan(one.template.amount_fen), is_number=True),
            Cell(moment(one.valid_until), is_number=True),
        ]
        for one in Coupon.objects.filter(customer_id=row.pk).select_related("template").order_by("-id")[:10]
    ]
    return Table(
        "优惠券",
        (("券", False), ("状态", False), ("面额", True), ("有效期至", True)),
        rows,
        empty="没有优惠券",
    )


def _addresses(row: Any) -> Table:
    rows = [
        [
            Cell(mask_name(one.name)),
            Cell(one.phone_masked),
            Cell(f"{one.province}{one.city}{one.district} ****"),
            Cell("默认" if one.is_default else ""),
        ]
        for one in addresses_of(row.pk)
    ]
    heads = (("收货人", False), ("电话", False), ("地区", False), ("", False))
    return Table("收货地址", heads, rows, empty="没有收货地址", note="已脱敏")


def _bindings(row: Any) -> Facts:
    facts = []
    for one in bindings_of([row.pk]):
        name = BINDING[one.kind][0]
        if one.kind == "distributor":
            facts.append(customer_fact(one.holder_id, name))
        else:
            facts.append(
                Fact(
                    name, f"员工 {one.holder_id}", url=reverse("admin:org_staff_change", args=[one.holder_id])
                )
            )
        facts.append(Fact("保护期至", moment(one.protected_until)))
    return Facts("归属", facts or (Fact("归属", "自然客户"),))


def _consents(row: Any) -> Table:
    rows = [
        [
            Cell(str(PURPOSE_LABELS.get(one.purpose, one.purpose))),
            Cell("同意" if one.granted else "撤回"),
            Cell(moment(one.at), is_number=True),
        ]
        for one in consent_history(row.pk)[:10]
    ]
    return Table("授权记录", (("用途", False), ("", False), ("时间", True)), rows, empty="没有授权记录")
