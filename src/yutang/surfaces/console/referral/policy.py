"""The rules of distribution, versioned, and rates per product."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.foundation.catalog.models import Product
from yutang.referral.affiliates.api import current_policy, set_policy, set_product_rates
from yutang.referral.affiliates.contracts import JoinMode
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import Column, money, number, state, text, two, when
from yutang.surfaces.console.kit.fields import MoneyField, RateField
from yutang.surfaces.console.kit.people import actor_name
from yutang.surfaces.console.kit.pictures import first_picture, thumb
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import JOIN_MODE, rate


class PolicyForm(forms.Form):
    """Two rates and no third: the law allows two levels."""

    mode = forms.ChoiceField(
        label="加入方式", choices=[(mode.value, JOIN_MODE[mode.value][0]) for mode in JoinMode]
    )
    spend_threshold_fen = MoneyField(
        label="消费满额门槛", required=False, help_text="仅“消费满额”方式使用；不收入门费"
    )
    rate1_bp = RateField(label="一级佣金", most_bp=5_000)
    rate2_bp = RateField(label="二级佣金", most_bp=5_000)
    freeze_days = forms.IntegerField(label="售后期后再冻结（天）", min_value=0, max_value=90)
    min_withdraw_fen = MoneyField(label="每次最低提现", min_fen=1)
    max_withdraw_fen = MoneyField(label="每次最高提现", min_fen=1)
    review_above_fen = MoneyField(label="超过多少人工审核")
    self_buy = forms.BooleanField(label="自己买也返佣", required=False)


class ProductRateForm(forms.Form):
    """Rates of one product instead of the general ones."""

    product_no = forms.CharField(label="商品货号", max_length=40)
    rate1_bp = RateField(label="一级佣金", most_bp=5_000)
    rate2_bp = RateField(label="二级佣金", most_bp=5_000)

    def clean_product_no(self) -> str:
        """A product that exists."""
        no = str(self.cleaned_data["product_no"]).strip()
        if not Product.objects.filter(no=no).exists():
            raise forms.ValidationError("没有这个货号")
        return no


def _change(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    facts = set_policy(
        actor=actor_of(request), **{**data, "spend_threshold_fen": data["spend_threshold_fen"] or 0}
    )
    return f"新规则已生效（第 {facts.version} 版），之前的订单仍按下单时的规则"


def _initial(_row: Any) -> Mapping[str, Any]:
    policy = current_policy()
    return {name: getattr(policy, name) for name in PolicyForm.base_fields}


def _set_rate(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    product = Product.objects.get(no=data["product_no"])
    set_product_rates(
        product_id=product.pk, rate1_bp=data["rate1_bp"], rate2_bp=data["rate2_bp"], actor=actor_of(request)
    )
    return f"{product.name} 的佣金已更新"


def _rate(title: str, name: str) -> Column:
    return text(title, lambda row: rate(getattr(row, name)), order=name)


class AffiliatePolicyAdmin(ConsoleAdmin):
    """Every change is a new version; orders keep the one they were placed under."""

    area = "refer"
    noun = "分销规则"
    hint = "最新一版生效，最多两级"
    columns = (
        number("版本", "pk", order="id"),
        state("加入方式", "mode", JOIN_MODE),
        _rate("一级", "rate1_bp"),
        _rate("二级", "rate2_bp"),
        text("再冻结", lambda row: f"{row.freeze_days} 天"),
        money("最低提现", "min_withdraw_fen"),
        money("最高提现", "max_withdraw_fen"),
        money("人工审核线", "review_above_fen"),
        text("自购", lambda row: "返佣" if row.self_buy else "不返"),
        when("生效时间", "created_at"),
        text("修改人", lambda row: actor_name(row.created_by)),
    )
    has_page = False
    empty_text = "还没改过，正在用默认规则"
    list_verbs = (
        Verb(
            "change",
            "修改规则",
            _change,
            PolicyForm,
            area="money",
            icon="edit",
            is_main=True,
            initial=_initial,
            explain="保存后对新订单立即生效；已下的订单按下单时冻结的规则计佣。",
        ),
    )


class ProductRateAdmin(ConsoleAdmin):
    """Products that pay otherwise."""

    area = "refer"
    noun = "商品佣金"
    hint = "没有单独设置的商品按分销规则"
    columns = (
        two("商品", "product_name", "product_no", picture=lambda row: thumb(row.picture, row.tint)),
        _rate("一级", "rate1_bp"),
        _rate("二级", "rate2_bp"),
        when("修改时间", "updated_at", order="updated_at"),
        text("修改人", lambda row: actor_name(row.updated_by)),
    )
    has_page = False
    empty_text = "没有单独设置的商品"
    list_verbs = (
        Verb("set", "设置商品佣金", _set_rate, ProductRateForm, area="money", icon="add", is_main=True),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Which products they are."""
        found = Product.objects.in_bulk({row.product_id for row in rows})
        for row in rows:
            product = found.get(row.product_id)
            row.product_name = product.name if product else f"商品 {row.product_id}"
            row.product_no = product.no if product else ""
            row.picture = first_picture(product.pictures) if product else ""
            row.tint = product.tint if product else ""
