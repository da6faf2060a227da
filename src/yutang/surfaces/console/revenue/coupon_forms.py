"""Forms of coupons: what each kind needs, to whom they go, and how many codes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from yutang.foundation.catalog.models import Category, Product, Sku
from yutang.foundation.customers.api import Audience, customer_ids_of_nos
from yutang.foundation.customers.models import Customer
from yutang.foundation.org.models import Store
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.idempotency import digest_of
from yutang.revenue.pricing.api import preview_issue
from yutang.revenue.pricing.contracts import CouponKind, CouponTemplateSpec, ReturnsOnRefund, Scope
from yutang.surfaces.console.kit.fields import LocalTimeField, MoneyField, RateField
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Table
from yutang.surfaces.console.kit.texts import money

SCOPES = [("all", "全部商品"), ("category", "按分类"), ("product", "按商品"), ("sku", "按规格")]
_FIND = {"category": (Category, "name"), "product": (Product, "no"), "sku": (Sku, "no")}
MAX_NOS = 5_000


def ids_of_scope(kind: str, words: str) -> frozenset[int]:
    """Return the ids behind numbers or names, one a line; raises ValidationError naming those that do not exist."""
    wanted = list(dict.fromkeys(line.strip() for line in words.splitlines() if line.strip()))
    if kind == "all":
        return frozenset()
    model, field = _FIND[kind]
    found = dict(model._default_manager.filter(**{f"{field}__in": wanted}).values_list(field, "pk"))
    missing = [word for word in wanted if word not in found]
    if missing:
        raise forms.ValidationError(f"没有找到：{'、'.join(missing[:5])}")
    return frozenset(found.values())


def words_of_scope(scope: Scope) -> str:
    """Return a stored scope as it was typed."""
    if scope.kind == "all":
        return ""
    model, field = _FIND[scope.kind]
    return "\n".join(model._default_manager.filter(pk__in=scope.ids).values_list(field, flat=True))


class TemplateForm(forms.Form):
    """What every coupon has; the kinds add their own fields above it."""

    kind = CouponKind.CASH

    template_code = forms.SlugField(label="模板编号", max_length=32, help_text="字母、数字、横线，建后不能改")
    name = forms.CharField(label="名称", max_length=64)
    threshold_fen = MoneyField(label="门槛", required=False, help_text="满多少可用，留空为无门槛")
    scope_kind = forms.ChoiceField(label="适用范围", choices=SCOPES, initial="all", required=False)
    scope = forms.CharField(
        label="范围内容",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个：分类名、货号或规格编号",
    )
    store_ids = forms.MultipleChoiceField(
        label="限自提门店", required=False, help_text="不选则配送和任何门店都能用"
    )
    valid_days = forms.IntegerField(
        label="领取后有效天数", min_value=1, max_value=3_650, required=False, initial=30
    )
    valid_after_days = forms.IntegerField(
        label="领取几天后生效",
        min_value=0,
        max_value=365,
        required=False,
        initial=0,
        help_text="0 立即，1 次日零点",
    )
    valid_from = LocalTimeField(label="固定有效期始", required=False)
    valid_until = LocalTimeField(
        label="固定有效期止", required=False, help_text="和有效天数都填时，先到的为准"
    )
    uses_total = forms.IntegerField(
        label="可用次数", min_value=1, max_value=100, initial=1, help_text="大于 1 为分次券，可分多单使用"
    )
    uses_per_order = forms.IntegerField(label="每单最多用几次", min_value=1, max_value=100, initial=1)
    total = forms.IntegerField(
        label="总量", min_value=1, max_value=100_000_000, required=False, help_text="留空为不限量"
    )
    budget_fen = MoneyField(label="预算", required=False, min_fen=1, help_text="按每张最多花费计，发满即止")
    per_person = forms.IntegerField(label="每人限领", min_value=1, max_value=10_000, initial=1)
    per_day = forms.IntegerField(label="每人每天限领", min_value=1, max_value=10_000, required=False)
    day_total = forms.IntegerField(label="每天限量", min_value=1, max_value=100_000_000, required=False)
    stacks_with_promotions = forms.BooleanField(label="可与满减同享", required=False, initial=True)
    stacking_group = forms.CharField(
        label="叠加组", max_length=16, required=False, help_text="不同组的券可一起用，每组一张；留空为不叠加"
    )
    returns_on_refund = forms.ChoiceField(
        label="退款时退券",
        choices=[
            (ReturnsOnRefund.WHOLE, "整单退完才退"),
            (ReturnsOnRefund.SHARE, "按退款份额退次数"),
            (ReturnsOnRefund.NEVER, "不退"),
        ],
        required=False,
    )
    grace_days = forms.IntegerField(
        label="退回后宽限天数",
        min_value=0,
        max_value=365,
        initial=7,
        help_text="退款退回时至少还能用几天，每张一次",
    )
    is_public = forms.BooleanField(label="在领券中心展示", required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        stores = Store.objects.order_by("id").values_list("pk", "name")
        self.fields["store_ids"].choices = [(str(pk), name) for pk, name in stores]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Numbers and names of the scope become ids."""
        data: dict[str, Any] = super().clean() or {}
        data["scope_kind"] = data.get("scope_kind") or "all"
        data["returns_on_refund"] = data.get("returns_on_refund") or ReturnsOnRefund.WHOLE.value
        try:
            data["scope_ids"] = ids_of_scope(data["scope_kind"], data.get("scope", ""))
        except forms.ValidationError as error:
            self.add_error("scope", error)
        return data


class CashForm(TemplateForm):
    """满减券."""

    amount_fen = MoneyField(label="面额", min_fen=1)
    field_order = ("template_code", "name", "amount_fen", "threshold_fen")


class PercentForm(TemplateForm):
    """折扣券."""

    kind = CouponKind.PERCENT
    discount_bp = RateField(label="付原价的", help_text="百分比，例如 85 为 8.5 折")
    cap_fen = MoneyField(label="每次最多减", min_fen=1)
    field_order = ("template_code", "name", "discount_bp", "cap_fen", "threshold_fen")


class ExchangeForm(TemplateForm):
    """兑换券."""

    kind = CouponKind.EXCHANGE
    amount_fen = MoneyField(label="换购价", required=False, help_text="每件还需付多少，留空为免费兑换")
    cap_fen = MoneyField(label="每件最多抵", required=False, help_text="设预算时必填")
    field_order = ("template_code", "name", "amount_fen", "cap_fen", "scope_kind", "scope")


class RandomForm(TemplateForm):
    """随机金额券."""

    kind = CouponKind.RANDOM
    amount_fen = MoneyField(label="最低面额", min_fen=1)
    max_fen = MoneyField(label="最高面额", min_fen=1)
    field_order = ("template_code", "name", "amount_fen", "max_fen", "threshold_fen")


class ShippingForm(TemplateForm):
    """包邮券."""

    kind = CouponKind.FREE_SHIPPING
    cap_fen = MoneyField(label="最多抵运费", required=False, help_text="留空为全部运费；设预算时必填")
    field_order = ("template_code", "name", "cap_fen", "threshold_fen")


FORMS: Mapping[str, type[TemplateForm]] = {
    form.kind: form for form in (CashForm, PercentForm, ExchangeForm, RandomForm, ShippingForm)
}


def spec_from(kind: str, data: Mapping[str, Any]) -> CouponTemplateSpec:
    """Return what was filled in as a spec; empty amounts are 0."""
    names = set(CouponTemplateSpec.__dataclass_fields__) & set(data) - {"scope", "store_ids"}
    values = {name: data[name] for name in names}
    for name in ("amount_fen", "threshold_fen", "cap_fen", "max_fen", "valid_after_days"):
        values[name] = values.get(name) or 0
    return CouponTemplateSpec(
        **values,
        kind=kind,
        scope=Scope(data["scope_kind"], data["scope_ids"]),
        store_ids=frozenset(int(pk) for pk in data["store_ids"]),
    )


class IssueForm(forms.Form):
    """To whom. The first press shows what it would mean; the second one does it."""

    sections: Sequence[Any] = ()

    once = forms.SlugField(widget=forms.HiddenInput, max_length=32)
    template_id = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    customer_nos = forms.CharField(
        label="会员号",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=200_000,
        help_text=f"每行一个，最多 {MAX_NOS:,} 位；留空则按下面的条件选人",
    )
    store_id = forms.ChoiceField(label="归属门店", required=False)
    price_group = forms.CharField(label="价格组", max_length=32, required=False)
    joined_within_days = forms.IntegerField(
        label="最近几天注册", min_value=1, max_value=3_650, required=False
    )
    away_for_days = forms.IntegerField(label="几天没来过", min_value=1, max_value=3_650, required=False)
    everybody = forms.BooleanField(label="没有条件时发给全部客户", required=False)
    tell = forms.BooleanField(label="在消息中心告诉客户", required=False, initial=True)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        stores = Store.objects.order_by("id").values_list("pk", "name")
        self.fields["store_id"].choices = [("", "不限"), *((str(pk), name) for pk, name in stores)]  # type: ignore[attr-defined]

    def clean_customer_nos(self) -> tuple[int, ...]:
        """Ids of customers that exist."""
        nos = list(dict.fromkeys(str(self.cleaned_data["customer_nos"]).split()))
        if len(nos) > MAX_NOS:
            raise forms.ValidationError(f"一次最多 {MAX_NOS:,} 位")
        found = customer_ids_of_nos(nos)
        missing = [no for no in nos if no not in found]
        if missing:
            raise forms.ValidationError(f"没有这些会员号：{'、'.join(missing[:5])}")
        return tuple(sorted(found[no] for no in nos))

    def clean(self) -> dict[str, Any]:
        """Somebody must be meant, and what it costs must have been seen."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        audience = Audience(
            customer_ids=data["customer_nos"],
            price_group=data["price_group"].strip(),
            store_id=int(data["store_id"]) if data["store_id"] else None,
            joined_within_days=data["joined_within_days"],
            away_for_days=data["away_for_days"],
        )
        data["audience"] = audience
        if audience == Audience() and not data["everybody"]:
            self.add_error("customer_nos", "请填写会员号或选人条件；要发给全部客户，请勾选下面的选项")
            return data
        self._show_first(data, audience)
        return data

    def _show_first(self, data: dict[str, Any], audience: Audience) -> None:
        try:
            preview = preview_issue(template_id=data["template_id"], audience=audience)
        except DomainError as error:
            self.add_error(None, error.message)
            return
        # Another audience, or another number of people since, is shown again.
        seen = digest_of({"who": repr(audience), "people": preview.people})
        if data["seen"] == seen:
            return
        worst = "不封顶" if preview.worst_fen is None else money(preview.worst_fen)
        self.add_error(None, "请核对上面的人数和花费，没有问题就再点一次「发券」。")
        people = Customer.objects.filter(pk__in=preview.sample).order_by("pk")
        rows = [[Cell(one.nickname or one.no), Cell(one.phone_masked), Cell(one.no)] for one in people]
        self.sections = (
            Facts("将要发券（还没有发）", (Fact("人数", f"{preview.people:,} 位"), Fact("最多花费", worst))),
            Table(
                f"其中 {len(rows)} 位",
                (("客户", False), ("手机号", False), ("会员号", False)),
                rows,
                empty="没有符合条件的客户",
            ),
        )
        shown = QueryDict(mutable=True)
        shown.update(self.data)
        shown["seen"] = seen
        self.data = shown


class CodesForm(forms.Form):
    """How many codes, what for and until when."""

    once = forms.SlugField(widget=forms.HiddenInput, max_length=32)
    count = forms.IntegerField(label="数量", min_value=1, max_value=100_000)
    name = forms.CharField(label="用途", max_length=40, required=False, help_text="例如：文三路店单页")
    until = LocalTimeField(label="兑换截止", required=False, help_text="留空为不限")


class LinkForm(forms.Form):
    """Where the link is put."""

    channel = forms.CharField(label="渠道", max_length=40, required=False, help_text="例如：社群、公众号菜单")
    expires_at = LocalTimeField(label="有效期至", required=False, help_text="留空为长期")

    def clean_expires_at(self) -> datetime | None:
        """A link that is over already helps nobody."""
        at: datetime | None = self.cleaned_data["expires_at"]
        if at is not None and at <= clock.now():
            raise forms.ValidationError("有效期要晚于现在")
        return at
