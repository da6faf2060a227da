"""Balances, what can be topped up, and what was bought at the counter."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.kernel.ids import random_code
from yutang.revenue.wallet.api import (
    create_offer,
    current_policy,
    parts_of,
    refund_principal,
    set_frozen,
    set_policy,
    statement,
    switch_offer,
)
from yutang.revenue.wallet.contracts import OfferSpec, Parts
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, number, state, tag, text, two, when
from yutang.surfaces.console.kit.fields import MoneyField
from yutang.surfaces.console.kit.filters import choice_filter, flag_filter, period_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import actor_name, attach_customers, customer_fact
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment, signed_money
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import ACTIVE, FROZEN, PURCHASE, PURCHASE_KIND


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="原因", max_length=200)


class RefundForm(ReasonForm):
    """Why, once."""

    once = forms.SlugField(widget=forms.HiddenInput, max_length=32)


class PolicyForm(forms.Form):
    """The two limits."""

    max_balance_fen = MoneyField(label="余额上限", min_fen=100)
    max_topup_fen = MoneyField(label="单次充值上限", min_fen=100)


class OfferForm(forms.Form):
    """Pay so much, get so much on top."""

    pay_fen = MoneyField(label="充值金额", min_fen=1)
    bonus_fen = MoneyField(label="赠送金额", required=False)
    title = forms.CharField(label="说明", max_length=40, required=False)
    sort = forms.IntegerField(label="排序", initial=0, required=False, help_text="小的在前")


def _freeze(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    set_frozen(customer_id=row.customer_id, is_frozen=True, actor=actor_of(request), reason=data["reason"])
    return "已冻结，退款仍可退入"


def _unfreeze(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    set_frozen(customer_id=row.customer_id, is_frozen=False, actor=actor_of(request), reason=data["reason"])
    return "已解冻"


def _refund(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    back = refund_principal(
        customer_id=row.customer_id, key=data["once"], actor=actor_of(request), reason=data["reason"]
    )
    return f"本金 {yuan(back.principal)} 正在原路退回，赠金 {yuan(back.bonus)} 已作废"


def _held(row: Any) -> Parts:
    return parts_of([row.customer_id])[row.customer_id]


class WalletAdmin(ConsoleAdmin):
    """Who has how much; the money itself stands in the ledger."""

    area = "money"
    noun = "余额账户"
    hint = "先用礼品卡，再用本金，最后用赠金"
    columns = (
        two("客户", "customer_name", "customer_phone"),
        money("余额", lambda row: row.held.total),
        money("充值本金", lambda row: row.held.principal),
        money("赠金", lambda row: row.held.bonus),
        money("礼品卡", lambda row: row.held.gift),
        state("状态", "is_frozen", FROZEN),
        when("开户时间", "created_at", order="id"),
    )
    facets = (flag_filter("状态", "is_frozen", "已冻结", "正常"),)
    views = (SavedView("全部", {}), SavedView("已冻结", {"is_frozen": "1"}))
    search_in = ("=customer_id",)
    search_hint = "客户编号"
    empty_text = "还没有人充值或使用礼品卡"
    verbs = (
        Verb(
            "refund",
            "退还剩余本金",
            _refund,
            RefundForm,
            icon="undo",
            is_danger=True,
            when=lambda row: _held(row).principal > 0,
            explain=lambda row: (
                f"剩余本金 {yuan(_held(row).principal)} 按充值记录原路退回（最近的先退），"
                f"剩余赠金 {yuan(_held(row).bonus)} 作废；礼品卡余额不受影响。"
            ),
            initial=lambda _row: {"once": random_code(16)},
        ),
        Verb(
            "freeze", "冻结", _freeze, ReasonForm, icon="lock", is_danger=True, when=lambda r: not r.is_frozen
        ),
        Verb("unfreeze", "解冻", _unfreeze, ReasonForm, icon="lock_open", when=lambda r: r.is_frozen),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Who they are and what they hold."""
        attach_customers(rows)
        held = parts_of([row.customer_id for row in rows])
        for row in rows:
            row.held = held[row.customer_id]

    def title_of(self, row: Any) -> str:
        """Whose wallet."""
        return f"{row.customer_name or row.customer_id} 的余额"

    def headline(self, row: Any) -> Any:
        """Frozen or not."""
        return tag(row.is_frozen, FROZEN)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The balance and the acts behind it."""
        heads = (
            ("时间", False),
            ("事项", False),
            ("说明", False),
            ("本金", True),
            ("赠金", True),
            ("礼品卡", True),
        )
        rows = [
            [
                Cell(moment(line.at)),
                Cell(line.title),
                Cell(line.detail),
                *(
                    Cell(signed_money(part) if part else "—", is_number=True)
                    for part in (line.parts.principal, line.parts.bonus, line.parts.gift)
                ),
            ]
            for line in statement(row.customer_id, limit=100).lines
        ]
        facts = (
            customer_fact(row.customer_id),
            Fact("余额", yuan(row.held.total)),
            Fact("充值本金", yuan(row.held.principal), "可退"),
            Fact("赠金", yuan(row.held.bonus), "退本金时作废"),
            Fact("礼品卡", yuan(row.held.gift)),
            Fact("开户时间", moment(row.created_at)),
        )
        side = (Facts("账户", facts), history_of(f"wallet:{row.customer_id}"))
        return Page(main=(Table("最近 100 笔明细", heads, rows, empty="还没有明细"),), side=side)


def _create_offer(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    offer = OfferSpec(data["pay_fen"], data["bonus_fen"] or 0, data["title"], data["sort"] or 0)
    create_offer(offer, actor=actor_of(request))
    return f"已新建：充 {yuan(offer.pay_fen)} 送 {yuan(offer.bonus_fen)}"


def _on(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    switch_offer(offer_id=row.pk, is_active=True, actor=actor_of(request))
    return "已启用"


def _off(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    switch_offer(offer_id=row.pk, is_active=False, actor=actor_of(request))
    return "已停用，已下单的充值不受影响"


class TopUpOfferAdmin(ConsoleAdmin):
    """What customers can choose from."""

    area = "money"
    noun = "充值档位"
    columns = (
        text("充值", lambda row: yuan(row.pay_fen), order="pay_fen"),
        money("赠送", "bonus_fen", order="bonus_fen"),
        text("说明", "title"),
        number("排序", "sort", order="sort"),
        state("状态", "is_active", ACTIVE),
        when("新建时间", "created_at", order="id"),
    )
    facets = (flag_filter("状态", "is_active", "启用", "停用"),)
    empty_text = "还没有充值档位"
    list_verbs = (Verb("create", "新建档位", _create_offer, OfferForm, icon="add", is_main=True),)
    verbs = (
        Verb("on", "启用", _on, icon="check", is_main=True, when=lambda row: not row.is_active),
        Verb("off", "停用", _off, icon="close", is_danger=True, when=lambda row: row.is_active),
    )

    def title_of(self, row: Any) -> str:
        """The offer in words."""
        return f"充 {yuan(row.pay_fen)}" + (f" 送 {yuan(row.bonus_fen)}" if row.bonus_fen else "")

    def headline(self, row: Any) -> Any:
        """In force or not."""
        return tag(row.is_active, ACTIVE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The offer and what was done to it."""
        facts = (
            Fact("充值", yuan(row.pay_fen)),
            Fact("赠送", yuan(row.bonus_fen)),
            Fact("说明", row.title or "—"),
            Fact("新建时间", moment(row.created_at)),
        )
        return Page(main=(Facts("档位", facts),), side=(history_of(f"topup_offer:{row.pk}"),))


def _set_policy(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    set_policy(**data, actor=actor_of(request))
    return "新的上限已生效，已有余额不受影响"


def _limits(_row: Any) -> Mapping[str, Any]:
    policy = current_policy()
    return {"max_balance_fen": policy.max_balance_fen, "max_topup_fen": policy.max_topup_fen}


class WalletPolicyAdmin(ConsoleAdmin):
    """Limits of single-purpose prepaid cards: the newest row is in force."""

    area = "money"
    noun = "储值规则"
    hint = "单用途预付卡：记名卡余额不超过 ¥5,000，单张不超过 ¥1,000"
    columns = (
        text("版本", "pk", order="id"),
        money("余额上限", "max_balance_fen"),
        money("单次充值上限", "max_topup_fen"),
        when("生效时间", "created_at"),
        text("修改人", lambda row: actor_name(row.created_by)),
    )
    has_page = False
    empty_text = "还没改过，正在用默认规则：余额上限 ¥5,000，单次充值上限 ¥1,000"
    list_verbs = (
        Verb("change", "修改规则", _set_policy, PolicyForm, icon="edit", is_main=True, initial=_limits),
    )


class PurchaseAdmin(ConsoleAdmin):
    """Top-ups and bought gift cards."""

    area = "money"
    noun = "充值与购卡"
    columns = (
        two("单号", "no", lambda row: moment(row.created_at), order="id"),
        state("类型", "kind", PURCHASE_KIND),
        two("客户", "customer_name", "customer_phone"),
        money("应付", "pay_fen", order="pay_fen"),
        money("赠送", "bonus_fen"),
        state("状态", "status", PURCHASE, order="status"),
        text("支付单", "payment_no"),
        when("支付时间", "paid_at", order="paid_at"),
    )
    facets = (
        choice_filter("类型", "kind", PURCHASE_KIND),
        choice_filter("状态", "status", PURCHASE),
        period_filter("下单", "created_at"),
    )
    search_in = ("=no", "=payment_no")
    search_hint = "单号、支付单号"
    has_page = False
    empty_text = "还没有人充值或购卡"

    def prepare(self, rows: list[Any]) -> None:
        """Who they are."""
        attach_customers(rows)
