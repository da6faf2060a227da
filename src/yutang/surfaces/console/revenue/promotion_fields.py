"""What forms of promotions have in common, and the forms with tiers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from yutang.foundation.catalog.models import Sku
from yutang.kernel.money import parse_yuan, yuan
from yutang.revenue.pricing.contracts import PromotionKind
from yutang.surfaces.console.kit.fields import LocalTimeField, MoneyField, RateField
from yutang.surfaces.console.revenue.coupon_forms import SCOPES, ids_of_scope

ACTS = [
    ("preview", "试算样例购物车"),
    ("simulate", "模拟近 30 天"),
    ("save", "保存"),
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


def _nos(ids: Iterable[int]) -> dict[int, str]:
    return dict(Sku.objects.filter(pk__in=list(ids)).order_by("product_id", "pk").values_list("pk", "no"))


def priced_words(prices: Mapping[str, int]) -> str:
    """Return prices by SKU id as they are typed."""
    return "\n".join(f"{no} {yuan(prices[str(pk)])}" for pk, no in _nos(map(int, prices)).items())


def counted_words(items: Sequence[Mapping[str, int]]) -> str:
    """Return SKUs and how many of each as they are typed."""
    nos = _nos(one["sku_id"] for one in items)
    return "\n".join(f"{nos[one['sku_id']]} {one['quantity']}" for one in items if one["sku_id"] in nos)


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
    buttons = ACTS

    act = forms.ChoiceField(choices=ACTS, initial="preview", widget=forms.HiddenInput)
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

    def place_of(self, field: str) -> str:
        """Return the field of the form that stands for one of the rule, such as config.days; "" when it is not one."""
        if field.startswith("config.tiers"):
            more = [name for name in ("at2", "at3") if name in self.fields and self.cleaned_data.get(name)]
            return "" if more else ("at1" if "threshold" in field else "give1")
        return field.removeprefix("config.").split(".")[0]

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule itself."""
        raise NotImplementedError

    @classmethod
    def filled(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields that a kept rule was made of."""
        known = {key: config[key] for key in cls.own if config.get(key) is not None}
        return {key: value for key, value in known.items() if value or cls.base_fields[key].required}


class TierForm(PromotionForm):
    """Up to three tiers by amount or by pieces."""

    gives = "off_fen"
    by = forms.ChoiceField(label="门槛", choices=BY, initial="amount")
    per = forms.ChoiceField(label="计算", choices=PER, initial="order", required=False)
    repeat = forms.BooleanField(label="循环（每满）", required=False)
    cap_fen = MoneyField(label="最多优惠", required=False, help_text="留空为不封顶")
    at1 = forms.CharField(label="第一档满", max_length=12)
    at2 = forms.CharField(label="第二档满", max_length=12, required=False)
    at3 = forms.CharField(label="第三档满", max_length=12, required=False)

    def config(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Tiers with their thresholds in fen or pieces."""
        is_count = data["by"] == "count"
        key = "threshold_count" if is_count else "threshold_fen"
        tiers = []
        for n in (1, 2, 3):
            at, gives = data.get(f"at{n}"), data.get(f"give{n}")
            if bool(at) != (gives not in (None, "", [])):
                raise forms.ValidationError({f"at{n}": f"第 {n} 档的门槛和优惠要一起填"})
            if at:
                tiers.append({key: _threshold(n, str(at), is_count=is_count), self.gives: gives})
        return {
            "by": data["by"],
            "per": data.get("per") or "order",
            "repeat": bool(data.get("repeat")),
            "cap_fen": data.get("cap_fen") or 0,
            "tiers": tiers,
        }

    @classmethod
    def filled(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        """Tiers as they were typed."""
        found = super().filled(config)
        for n, tier in enumerate(config.get("tiers", ()), 1):
            found |= {f"at{n}": _number(tier), f"give{n}": cls.given(tier[cls.gives])}
        return found

    @staticmethod
    def given(value: Any) -> Any:
        """What a tier gives, as its field shows it."""
        return value


def _number(tier: Mapping[str, Any]) -> str:
    return str(tier["threshold_count"]) if "threshold_count" in tier else yuan(tier["threshold_fen"])


def _threshold(n: int, text: str, *, is_count: bool) -> int:
    try:
        return int(text) if is_count else parse_yuan(text)
    except ValueError as error:
        raise forms.ValidationError({f"at{n}": "门槛请填数字，例如 99 或 3"}) from error


class FullReductionForm(TierForm):
    """满减."""

    give1 = MoneyField(label="第一档减", min_fen=1)
    give2 = MoneyField(label="第二档减", required=False, min_fen=1)
    give3 = MoneyField(label="第三档减", required=False, min_fen=1)
    own = ("by", "at1", "give1", "at2", "give2", "at3", "give3", "per", "repeat", "cap_fen")


class FullDiscountForm(TierForm):
    """满折."""

    kind = PromotionKind.FULL_DISCOUNT
    gives = "discount_bp"
    repeat = None  # type: ignore[assignment]  # how Django drops a field
    give1 = RateField(label="第一档付原价的", help_text="百分比，例如 85 为 8.5 折")
    give2 = RateField(label="第二档付原价的", required=False)
    give3 = RateField(label="第三档付原价的", required=False)
    own = ("by", "at1", "give1", "at2", "give2", "at3", "give3", "per", "cap_fen")


class FullGiftForm(TierForm):
    """满赠."""

    kind = PromotionKind.FULL_GIFT
    gives = "gifts"
    per = None  # type: ignore[assignment]  # how Django drops a field
    cap_fen = None  # type: ignore[assignment]
    at3 = None  # type: ignore[assignment]
    give1 = forms.CharField(
        label="第一档赠品", widget=forms.Textarea(attrs={"rows": 2}), help_text="每行一个：规格编号 数量"
    )
    give2 = forms.CharField(label="第二档赠品", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    own = ("by", "at1", "give1", "at2", "give2", "repeat")

    @staticmethod
    def given(value: Any) -> Any:
        """Gifts, one a line."""
        return counted_words(value)

    def clean_give1(self) -> list[dict[str, int]]:
        """Gifts that exist."""
        return counted(str(self.cleaned_data["give1"]))

    def clean_give2(self) -> list[dict[str, int]]:
        """Gifts that exist."""
        return counted(str(self.cleaned_data["give2"] or ""))
