"""Forms of promotions: what each kind needs, in fields an operator fills in, and the rule made of them."""

from collections.abc import Mapping
from typing import Any

from django import forms

from yutang.foundation.catalog.models import Sku
from yutang.kernel.money import parse_yuan
from yutang.revenue.pricing.contracts import Audience, PromotionKind, PromotionSpec, Scope
from yutang.surfaces.console.kit.fields import LocalTimeField, MoneyField, RateField
from yutang.surfaces.console.revenue.coupon_forms import SCOPES, ids_of_scope

ACTS = [
    ("preview", "先用样例购物车试算，不保存"),
    ("simulate", "先按近 30 天订单模拟，不保存"),
    ("save", "保存并按时间生效"),
]
BY = [("amount", "按金额（元）"), ("count", "按件数（件）")]
PER = [("order", "整单合计"), ("line", "单个规格")]
AUDIENCES = [
    ("all", "所有人"),
    ("newcomer", "仅新客（未下过单）"),
    ("level", "指定等级及以上"),
    ("group", "指定价格组"),
]


def amounts(text: str, *, needs_amount: bool = True) -> list[tuple[int, str]]:
    """Return (SKU id, what stands behind it) of lines like "SKU-01 12.90"; raises ValidationError naming bad ones."""
    rows = [line.replace("，", " ").replace(",", " ").split() for line in text.splitlines() if line.strip()]
    ids = dict(Sku.objects.filter(no__in=[row[0] for row in rows]).values_list("no", "pk"))
    bad = [row[0] for row in rows if row[0] not in ids or (needs_amount and len(row) < 2)]
    if bad:
        raise forms.ValidationError(f"没有这个规格编号，或后面缺数字：{'、'.join(bad[:5])}")
    return [(ids[row[0]], row[1] if len(row) > 1 else "1") for row in rows]


def priced(text: str) -> dict[str, int]:
    """Return fen by SKU id."""
    try:
        return {str(sku_id): parse_yuan(word) for sku_id, word in amounts(text)}
    except ValueError as error:
        raise forms.ValidationError("价格请写成 12.90") from error


def counted(text: str) -> list[dict[str, int]]:
    """Return SKUs and how many of each; one unless said otherwise."""
    rows = amounts(text, needs_amount=False)
    if any(not word.isdigit() or int(word) < 1 for _, word in rows):
        raise forms.ValidationError("数量须为正整数")
    return [{"sku_id": sku_id, "quantity": int(word)} for sku_id, word in rows]


class SampleForm(forms.Form):
    """A basket to try a rule on, and for whom."""

    sample = forms.CharField(
        label="样例购物车",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="试算用，每行一个：规格编号 数量",
    )
    sample_group = forms.CharField(
        label="试算价格组", required=False, max_length=32, help_text="留空为普通顾客"
    )
    sample_level = forms.IntegerField(label="试算会员等级", required=False, min_value=0, max_value=99)

    def clean_sample(self) -> list[dict[str, int]]:
        """SKUs that exist."""
        return counted(str(self.cleaned_data["sample"] or ""))


class PromotionForm(SampleForm):
    """What every promotion has; the kinds add their own fields."""

    kind = PromotionKind.FULL_REDUCTION
    has_scope = True
    own: tuple[str, ...] = ()

    act = forms.ChoiceField(label="这一步", choices=ACTS, initial="preview")
    name = forms.CharField(label="名称", max_length=64)
    starts_at = LocalTimeField(label="开始", required=False, help_text="留空为立即开始")
    ends_at = LocalTimeField(label="结束", required=False, help_text="留空为长期")
    scope_kind = forms.ChoiceField(label="适用范围", choices=SCOPES, initial="all", required=False)
    scope = forms.CharField(
        label="范围内容",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个：分类名、货号或规格编号",
    )
    audience = forms.ChoiceField(label="人群", choices=AUDIENCES, initial="all", required=False)
    min_level = forms.IntegerField(label="最低等级", required=False, min_value=1, max_value=99)
    groups = forms.CharField(label="价格组", required=False, max_length=200, help_text="多个用空格分开")
    per_person = forms.IntegerField(
        label="每人限享单数", required=False, min_value=1, max_value=9_999, help_text="留空为不限"
    )
    exclusive_group = forms.CharField(
        label="互斥组",
        required=False,
        max_length=32,
        help_text="同组活动一件商品只参加一个，不同组可叠加；留空用默认组",
    )
    stacks = forms.BooleanField(label="可与其他组叠加", required=False, initial=True)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not self.has_scope:
            del self.fields["scope_kind"], self.fields["scope"]
        first = ["name", *self.own, "scope_kind", "scope", "starts_at", "ends_at"]
        self.order_fields([*first, *(name for name in self.fields if name not in (*first, "act")), "act"])

    def clean(self) -> dict[str, Any]:
        """Names of the scope become ids; a sample is needed for a trial."""
        data: dict[str, Any] = super().clean() or {}
        data["scope_kind"] = data.get("scope_kind") or "all"
        try:
            data["scope_ids"] = ids_of_scope(data["scope_kind"], data.get("scope") or "")
        except forms.ValidationError as error:
            self.add_error("scope", error)
        if data.get("act") == "preview" and not data.get("sample"):
            self.add_error("sample", "试算需要样例购物车")
        if not self.errors:
            try:
                data["config"] = self.config(data)
            except forms.ValidationError as error:
                self.add_error(None, error)
        return data

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule itself."""
        raise NotImplementedError


class TierForm(PromotionForm):
    """Up to three tiers by amount or by pieces."""

    gives = "off_fen"
    by = forms.ChoiceField(label="门槛", choices=BY, initial="amount")
    per = forms.ChoiceField(label="计算", choices=PER, initial="order", required=False)
    repeat = forms.BooleanField(label="循环（每满）", required=False)
    cap_fen = MoneyField(label="最多优惠", required=False, help_text="留空为不封顶")
    at1 = forms.CharField(label="第一档 满", max_length=12)
    at2 = forms.CharField(label="第二档 满", max_length=12, required=False)
    at3 = forms.CharField(label="第三档 满", max_length=12, required=False)

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Tiers with their thresholds in fen or pieces."""
        is_count = data["by"] == "count"
        key = "threshold_count" if is_count else "threshold_fen"
        tiers = []
        for n in (1, 2, 3):
            at, gives = data.get(f"at{n}"), data.get(f"give{n}")
            if bool(at) != (gives not in (None, "", [])):
                raise forms.ValidationError(f"第 {n} 档的门槛和优惠要一起填")
            if at:
                tiers.append({key: _threshold(str(at), is_count=is_count), self.gives: gives})
        return {
            "by": data["by"],
            "per": data.get("per") or "order",
            "repeat": bool(data.get("repeat")),
            "cap_fen": data.get("cap_fen") or 0,
            "tiers": tiers,
        }


def _threshold(text: str, *, is_count: bool) -> int:
    try:
        return int(text) if is_count else parse_yuan(text)
    except ValueError as error:
        raise forms.ValidationError("门槛请填数字，例如 99 或 3") from error


class FullReductionForm(TierForm):
    """满减."""

    give1 = MoneyField(label="减", min_fen=1)
    give2 = MoneyField(label="减", required=False, min_fen=1)
    give3 = MoneyField(label="减", required=False, min_fen=1)
    own = ("by", "at1", "give1", "at2", "give2", "at3", "give3", "per", "repeat", "cap_fen")


class FullDiscountForm(TierForm):
    """满折."""

    kind = PromotionKind.FULL_DISCOUNT
    gives = "discount_bp"
    repeat = None
    give1 = RateField(label="付原价的", help_text="百分比，例如 85 为 8.5 折")
    give2 = RateField(label="付原价的", required=False)
    give3 = RateField(label="付原价的", required=False)
    own = ("by", "at1", "give1", "at2", "give2", "at3", "give3", "per", "cap_fen")


class FullGiftForm(TierForm):
    """满赠."""

    kind = PromotionKind.FULL_GIFT
    gives = "gifts"
    per = cap_fen = at3 = None
    give1 = forms.CharField(
        label="赠品", widget=forms.Textarea(attrs={"rows": 2}), help_text="每行一个：规格编号 数量"
    )
    give2 = forms.CharField(label="赠品", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    own = ("by", "at1", "give1", "at2", "give2", "repeat")

    def clean_give1(self) -> list[dict[str, int]]:
        """Gifts that exist."""
        return counted(str(self.cleaned_data["give1"]))

    def clean_give2(self) -> list[dict[str, int]]:
        """Gifts that exist."""
        return counted(str(self.cleaned_data["give2"] or ""))


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
        return {"threshold_fen": data["threshold_fen"] or 0, "off_fen": data["off_fen"]}


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
            "days": _numbers(data["days"]),
            "weekdays": _numbers(data["weekdays"]),
            "discount_bp": data["discount_bp"],
            "level": data["level"] or 0,
        }


def _numbers(text: str) -> list[int]:
    words = (text or "").replace("，", " ").replace(",", " ").split()
    if any(not word.isdigit() for word in words):
        raise forms.ValidationError("日期请填数字")
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
            raise forms.ValidationError("分地区运费请写成：新疆、西藏 15 199") from error
        excluded = (data["excluded"] or "").replace("、", " ").replace("，", " ").split()
        return {
            "fee_fen": data["fee_fen"],
            "free_from_fen": data["free_from_fen"],
            "regions": regions,
            "excluded": excluded,
        }


def _region(words: list[str]) -> dict[str, Any]:
    return {
        "provinces": [name for name in words[0].replace("，", "、").split("、") if name],
        "fee_fen": parse_yuan(words[1]),
        "free_from_fen": parse_yuan(words[2]) if len(words) > 2 else None,
    }


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
