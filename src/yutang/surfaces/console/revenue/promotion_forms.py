"""Forms of promotions: what each kind needs, in fields an operator fills in, and the rule made of them."""

from collections.abc import Mapping
from typing import Any

from django import forms

from yutang.kernel.money import parse_yuan, yuan
from yutang.revenue.pricing.contracts import Audience, PromotionKind, PromotionSpec, Scope
from yutang.surfaces.console.kit.fields import MoneyField, RateField
from yutang.surfaces.console.revenue.coupon_forms import words_of_scope
from yutang.surfaces.console.revenue.promotion_fields import (
    FullDiscountForm,
    FullGiftForm,
    FullReductionForm,
    PromotionForm,
    counted,
    counted_words,
    priced,
    priced_words,
)


class NthForm(PromotionForm):
    """第 N 件优惠."""

    kind = PromotionKind.NTH_DISCOUNT
    n = forms.IntegerField(label="第几件", min_value=2, max_value=20, initial=2)
    discount_bp = RateField(label="这件付原价的", initial=5_000, help_text="50 为半价，0 为送")
    per = forms.ChoiceField(
        label="凑件", choices=[("line", "同一规格"), ("order", "范围内混搭，较低价的优惠")]
    )
    times = forms.IntegerField(label="每单最多几次", required=False, min_value=1, max_value=9_999)
    own = ("n", "discount_bp", "per", "times")

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule itself."""
        return {key: data[key] for key in ("n", "discount_bp", "per")} | {"times": data["times"] or 0}


class NForForm(PromotionForm):
    """N 件 N 元."""

    kind = PromotionKind.N_FOR
    n = forms.IntegerField(label="任选几件", min_value=2, max_value=100)
    price_fen = MoneyField(label="一共")
    own = ("n", "price_fen")

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule itself."""
        return {"n": data["n"], "price_fen": data["price_fen"]}


class ChooseOneForm(PromotionForm):
    """N 选 1."""

    kind = PromotionKind.CHOOSE_ONE
    price_fen = MoneyField(label="每件")
    times = forms.IntegerField(label="可选几件", min_value=1, max_value=100, initial=1)
    threshold_fen = MoneyField(label="范围内商品满", required=False, help_text="留空为无门槛")
    own = ("price_fen", "times", "threshold_fen")

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule itself."""
        return {
            "price_fen": data["price_fen"],
            "times": data["times"],
            "threshold_fen": data["threshold_fen"] or 0,
        }


class BundleForm(PromotionForm):
    """套装."""

    kind = PromotionKind.BUNDLE
    has_scope = False
    items = forms.CharField(
        label="套装内容", widget=forms.Textarea(attrs={"rows": 3}), help_text="每行一个：规格编号 数量"
    )
    price_fen = MoneyField(label="套装价")
    own = ("items", "price_fen")

    def clean_items(self) -> list[dict[str, int]]:
        """Goods that exist."""
        return counted(str(self.cleaned_data["items"]))

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule itself."""
        return {"items": data["items"], "price_fen": data["price_fen"]}

    @classmethod
    def filled(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        """Goods, one a line."""
        return super().filled(config) | {"items": counted_words(config["items"])}


class PricesForm(PromotionForm):
    """限时价."""

    kind = PromotionKind.LIMITED_PRICE
    has_scope = False
    prices = forms.CharField(
        label="限时价", widget=forms.Textarea(attrs={"rows": 4}), help_text="每行一个：规格编号 价格（元）"
    )
    own = ("prices",)

    def clean_prices(self) -> dict[str, int]:
        """Goods that exist."""
        return priced(str(self.cleaned_data["prices"]))

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule itself."""
        return {"prices": data["prices"]}

    @classmethod
    def filled(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        """Prices, one a line."""
        return super().filled(config) | {"prices": priced_words(config.get("prices", {}))}


class FirstOrderForm(PromotionForm):
    """新人首单: prices, or something off."""

    kind = PromotionKind.FIRST_ORDER
    prices = forms.CharField(
        label="新人价",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行：规格编号 价格",
    )
    pieces = forms.IntegerField(label="每种限几件", required=False, min_value=1, max_value=9_999, initial=1)
    threshold_fen = MoneyField(label="或首单满", required=False, help_text="与新人价二选一")
    off_fen = MoneyField(label="减", required=False, min_fen=1)
    own = ("prices", "pieces", "threshold_fen", "off_fen")

    def clean_prices(self) -> dict[str, int]:
        """Goods that exist."""
        return priced(str(self.cleaned_data["prices"] or ""))

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule itself."""
        if data["prices"]:
            return {"prices": data["prices"], "pieces": data["pieces"] or 1}
        if not data["off_fen"]:
            raise forms.ValidationError({"prices": "请填写新人价，或下面首单减多少"})
        return {"threshold_fen": data["threshold_fen"] or 0, "off_fen": data["off_fen"]}

    @classmethod
    def filled(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        """Prices, one a line."""
        return super().filled(config) | {"prices": priced_words(config.get("prices", {}))}


class MemberForm(PromotionForm):
    """会员价."""

    kind = PromotionKind.MEMBER_PRICE
    group = forms.CharField(label="会员价格组", required=False, max_length=32, help_text="与等级二选一")
    level = forms.IntegerField(label="等级及以上", required=False, min_value=1, max_value=99)
    discount_bp = RateField(label="付日常价的", initial=10_000, help_text="100 为只按商品会员价")
    title = forms.CharField(label="对顾客的叫法", max_length=20, initial="会员")
    own = ("group", "level", "discount_bp", "title")

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule itself."""
        found = {"discount_bp": data["discount_bp"], "title": data["title"]}
        return found | ({"group": data["group"]} if data["group"] else {"level": data["level"]})


class MemberDayForm(PromotionForm):
    """会员日."""

    kind = PromotionKind.MEMBER_DAY
    days = forms.CharField(
        label="每月几号", required=False, max_length=60, help_text="空格分开，例如 8 18 28"
    )
    weekdays = forms.CharField(label="每周几", required=False, max_length=20, help_text="1 到 7，7 为周日")
    discount_bp = RateField(label="付日常价的", initial=9_000)
    level = forms.IntegerField(label="等级及以上", required=False, min_value=1, max_value=99)
    own = ("days", "weekdays", "discount_bp", "level")

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule itself."""
        return {
            "days": _numbers("days", data),
            "weekdays": _numbers("weekdays", data),
            "discount_bp": data["discount_bp"],
            "level": data["level"] or 0,
        }

    @classmethod
    def filled(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        """Days with blanks between them."""
        days = {key: " ".join(map(str, config.get(key) or ())) for key in ("days", "weekdays")}
        return super().filled(config) | days


def _numbers(name: str, data: Mapping[str, Any]) -> list[int]:
    words = (data[name] or "").replace("，", " ").replace(",", " ").split()
    if any(not word.isdigit() for word in words):
        raise forms.ValidationError({name: "日期请填数字，用空格分开"})
    return [int(word) for word in words]


class ShippingRuleForm(PromotionForm):
    """运费模板."""

    kind = PromotionKind.SHIPPING
    fee_fen = MoneyField(label="运费")
    free_from_fen = MoneyField(label="满多少包邮", required=False, help_text="留空为不包邮")
    regions = forms.CharField(
        label="分地区运费",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行：省份、省份 运费 包邮门槛（可不写）",
    )
    excluded = forms.CharField(
        label="不配送省份", required=False, max_length=300, help_text="用顿号或空格分开"
    )
    own = ("fee_fen", "free_from_fen", "regions", "excluded")

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule itself."""
        try:
            regions = [_region(line.split()) for line in (data["regions"] or "").splitlines() if line.strip()]
        except (ValueError, IndexError) as error:
            raise forms.ValidationError({"regions": "请写成：新疆、西藏 15 199"}) from error
        excluded = (data["excluded"] or "").replace("、", " ").replace("，", " ").split()
        return {
            "fee_fen": data["fee_fen"],
            "free_from_fen": data["free_from_fen"],
            "regions": regions,
            "excluded": excluded,
        }

    @classmethod
    def filled(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        """Regions, one a line; zero is a fee and a threshold."""
        regions = "\n".join(_region_words(one) for one in config.get("regions") or ())
        excluded = "、".join(config.get("excluded") or ())
        fees = {key: config.get(key) for key in ("fee_fen", "free_from_fen")}
        return {**fees, "regions": regions, "excluded": excluded}


def _region(words: list[str]) -> dict[str, Any]:
    return {
        "provinces": [name for name in words[0].replace("，", "、").split("、") if name],
        "fee_fen": parse_yuan(words[1]),
        "free_from_fen": parse_yuan(words[2]) if len(words) > 2 else None,
    }


def _region_words(region: Mapping[str, Any]) -> str:
    free = region.get("free_from_fen")
    ends = "" if free is None else f" {yuan(free)}"
    return f"{'、'.join(region['provinces'])} {yuan(region['fee_fen'])}{ends}"


FORMS: Mapping[str, type[PromotionForm]] = {
    form.kind: form
    for form in (
        FullReductionForm,
        FullDiscountForm,
        FullGiftForm,
        NthForm,
        NForForm,
        ChooseOneForm,
        BundleForm,
        PricesForm,
        FirstOrderForm,
        MemberForm,
        MemberDayForm,
        ShippingRuleForm,
    )
}


def spec_from(kind: str, data: Mapping[str, Any]) -> PromotionSpec:
    """Return what was filled in as a spec."""
    groups = frozenset((data.get("groups") or "").split())
    return PromotionSpec(
        name=data["name"],
        kind=kind,
        config=data["config"],
        scope=Scope(data["scope_kind"], data["scope_ids"]),
        starts_at=data["starts_at"],
        ends_at=data["ends_at"],
        exclusive_group=data["exclusive_group"],
        stacks=data["stacks"],
        audience=Audience(data["audience"] or "all", data["min_level"] or 0, groups),
        per_person=data["per_person"],
    )


def filled_from(spec: PromotionSpec) -> dict[str, Any]:
    """Return a kept rule as its form was filled in."""
    return FORMS[spec.kind].filled(spec.config) | {
        "name": spec.name,
        "scope_kind": spec.scope.kind,
        "scope": words_of_scope(spec.scope),
        "starts_at": spec.starts_at,
        "ends_at": spec.ends_at,
        "exclusive_group": spec.exclusive_group,
        "stacks": spec.stacks,
        "audience": spec.audience.kind,
        "min_level": spec.audience.min_level or None,
        "groups": " ".join(sorted(spec.audience.groups)),
        "per_person": spec.per_person or None,
    }
