"""Coupon templates."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.customers.models import Customer
from yutang.kernel import audit
from yutang.kernel.ids import random_code
from yutang.revenue.pricing.api import create_coupon_template, issue_coupons
from yutang.revenue.pricing.contracts import CouponIssue, CouponTemplateSpec
from yutang.revenue.pricing.models import Coupon
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import money, number, state, tag, text, two
from yutang.surfaces.console.kit.fields import MoneyField
from yutang.surfaces.console.kit.filters import flag_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.labels import ACTIVE


class TemplateForm(forms.Form):
    """A coupon to take or to issue."""

    template_code = forms.SlugField(label="模板编号", max_length=32, help_text="字母、数字、横线，建后不能改")
    name = forms.CharField(label="名称", max_length=64)
    amount_fen = MoneyField(label="面额", min_fen=1)
    threshold_fen = MoneyField(label="门槛", required=False, help_text="满多少可用，留空为无门槛")
    valid_days = forms.IntegerField(label="领取后有效天数", min_value=1, max_value=366, initial=30)
    total = forms.IntegerField(
        label="总量", min_value=1, max_value=10_000_000, required=False, help_text="留空为不限量"
    )
    per_person = forms.IntegerField(label="每人限领", min_value=1, max_value=100, initial=1)
    stacks_with_promotions = forms.BooleanField(label="可与满减同享", required=False, initial=True)
    is_public = forms.BooleanField(label="在领券中心展示", required=False)


class IssueForm(forms.Form):
    """To whom."""

    once = forms.SlugField(widget=forms.HiddenInput, max_length=32)
    customer_nos = forms.CharField(
        label="会员号", widget=forms.Textarea, max_length=4_000, help_text="每行一个，最多 100 位"
    )

    def clean_customer_nos(self) -> list[int]:
        """Ids of customers that exist."""
        nos = list(dict.fromkeys(str(self.cleaned_data["customer_nos"]).split()))
        if len(nos) > 100:
            raise forms.ValidationError("一次最多 100 位")
        found = dict(Customer.objects.filter(no__in=nos, erased_at=None).values_list("no", "pk"))
        missing = [no for no in nos if no not in found]
        if missing:
            raise forms.ValidationError(f"没有这些会员号：{'、'.join(missing[:5])}")
        return [found[no] for no in nos]


def _create(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    pk = create_coupon_template(CouponTemplateSpec(**{**data, "threshold_fen": data["threshold_fen"] or 0}))
    audit.record(
        actor=actor_of(request),
        action="pricing.create_coupon_template",
        subject=f"coupon-template:{pk}",
        change=dict(data),
    )
    return Done(f"已新建 {data['name']}", reverse("admin:pricing_coupontemplate_change", args=[pk]))


def _issue(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    # The page carries its own key: sending it twice gives nobody two coupons, opening it again does.
    wanted = [
        CouponIssue(row.code, pk, f"console:{data['once']}:{row.pk}:{pk}", "商家赠送")
        for pk in data["customer_nos"]
    ]
    with transaction.atomic():
        issued = sum(one.is_new for one in issue_coupons(wanted))
        if issued:
            audit.record(
                actor=actor_of(request),
                action="pricing.issue_coupons",
                subject=f"coupon-template:{row.pk}",
                change={"customers": len(wanted), "issued": issued},
            )
    return f"已发给 {issued} 位客户" if issued else "这一页已经发过了，没有重复发"


def _worth(row: Any) -> str:
    return "无门槛" if not row.threshold_fen else f"满 {yuan(row.threshold_fen)} 可用"


class CouponTemplateAdmin(ConsoleAdmin):
    """What coupons are worth and how many there are."""

    area = "offers"
    noun = "券模板"
    columns = (
        two("券", "name", "code", order="name"),
        money("面额", "amount_fen", order="amount_fen"),
        text("门槛", _worth),
        text(
            "有效期",
            lambda row: f"领取后 {row.valid_days} 天" if row.valid_days else f"至 {moment(row.valid_until)}",
        ),
        number("已发放", "taken", order="taken"),
        text("总量", lambda row: "不限" if row.total is None else f"{row.total:,}"),
        text("领券中心", lambda row: "展示" if row.is_public else "不展示"),
        state("状态", "is_active", ACTIVE),
    )
    facets = (
        flag_filter("领券中心", "is_public", "展示", "不展示"),
        flag_filter("状态", "is_active", "启用", "停用"),
    )
    search_in = ("name", "code")
    search_hint = "名称、编号"
    empty_text = "还没有券模板"
    list_verbs = (Verb("create", "新建券", _create, TemplateForm, icon="add", is_main=True),)
    verbs = (
        Verb(
            "issue",
            "发券",
            _issue,
            IssueForm,
            icon="send",
            is_main=True,
            when=lambda row: row.is_active,
            explain=lambda row: (
                f"每张 {yuan(row.amount_fen)}，{_worth(row)}；最多花费 = 张数 × 面额。手动发券不受每人限领的限制。"
            ),
            initial=lambda _row: {"once": random_code(16)},
        ),
    )

    def headline(self, row: Any) -> Any:
        """In force or not."""
        return tag(row.is_active, ACTIVE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Worth, limits and what became of those issued."""
        by_status = {
            key: Coupon.objects.filter(template=row, status=key).count()
            for key in ("available", "held", "used", "expired")
        }
        facts = (
            Fact("面额", yuan(row.amount_fen)),
            Fact("门槛", _worth(row)),
            Fact(
                "有效期",
                f"领取后 {row.valid_days} 天"
                if row.valid_days
                else f"{moment(row.valid_from)} 至 {moment(row.valid_until)}",
            ),
            Fact("总量", "不限" if row.total is None else f"{row.total:,}"),
            Fact("每人限领", row.per_person),
            Fact("与满减同享", "可以" if row.stacks_with_promotions else "不可以"),
            Fact("范围", "全部商品" if row.scope_kind == "all" else f"{len(row.scope_ids)} 项"),
        )
        used = by_status["used"]
        results = (
            Fact("已发放", f"{row.taken:,}"),
            Fact("未用", f"{by_status['available'] + by_status['held']:,}"),
            Fact("已用", f"{used:,}", f"用掉 {yuan(used * row.amount_fen)}" if used else ""),
            Fact("已过期", f"{by_status['expired']:,}"),
        )
        return Page(
            main=(Facts("券", facts), Facts("效果", results)), side=(history_of(f"coupon-template:{row.pk}"),)
        )
