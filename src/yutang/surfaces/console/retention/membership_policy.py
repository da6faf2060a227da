"""Earning, expiry, member day and check-in: the rules, version by version."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.foundation.catalog.models import Category, Product
from yutang.retention.membership.api import current_policy, set_policy
from yutang.retention.membership.models.policy import EXPIRIES, MEMBER_DAYS
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import text, when
from yutang.surfaces.console.kit.fields import MoneyField, RateField
from yutang.surfaces.console.kit.people import actor_name
from yutang.surfaces.console.kit.texts import money
from yutang.surfaces.console.kit.verbs import Verb


def _times(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=10, decimal_places=2)


class EarnForm(forms.Form):
    """What orders earn and how long it is good."""

    is_earning = forms.BooleanField(label="消费得积分", required=False)
    fen_per_point = MoneyField(label="每实付多少元得 1 积分", min_fen=1)
    first_order_points = forms.IntegerField(label="首单奖励积分", min_value=0, max_value=100_000)
    birthday = _times("生日月倍数")
    scopes = forms.CharField(
        label="商品与类目倍数",
        widget=forms.Textarea,
        required=False,
        max_length=4000,
        help_text="每行一条：商品 货号 倍数，或：类目 名称 倍数；倍数 0 为不得积分",
    )
    freeze_days = forms.IntegerField(label="售后期后再冻结（天）", min_value=0, max_value=90)
    expiry = forms.ChoiceField(label="有效期", choices=[(kind.value, label) for kind, label in EXPIRIES])
    expiry_months = forms.IntegerField(label="按月到期：月数", min_value=1, max_value=120)
    fen_per_growth = MoneyField(label="每实付多少元得 1 成长值", min_fen=1)
    level_days = forms.IntegerField(label="等级有效期（天）", min_value=1, max_value=3660)

    def clean_scopes(self) -> list[dict[str, Any]]:
        """Rules about goods and categories that exist."""
        return [
            _scope(line.split()) for line in str(self.cleaned_data["scopes"]).splitlines() if line.strip()
        ]


class MoneyForm(forms.Form):
    """Points as money, and changes by hand."""

    is_money = forms.BooleanField(label="积分可抵现", required=False)
    points_per_yuan = forms.IntegerField(label="多少积分抵 1 元", min_value=1, max_value=100_000)
    money_cap_bp = RateField(label="最多抵商品金额的")
    adjust_limit = forms.IntegerField(label="人工调整单次上限", min_value=0, max_value=1_000_000)
    adjust_day_limit = forms.IntegerField(label="人工调整每人每日上限", min_value=0, max_value=10_000_000)


class DayForm(forms.Form):
    """Member day."""

    member_day_kind = forms.ChoiceField(
        label="会员日", choices=[(kind.value, label) for kind, label in MEMBER_DAYS], required=False
    )
    member_day = forms.IntegerField(
        label="哪一天", min_value=1, max_value=31, help_text="每周填 1 到 7，每月填几号；没有这天的月份取月底"
    )
    day_times = _times("会员日积分倍数")
    day_discount = forms.DecimalField(
        label="会员日折扣（折）", min_value=1, max_value=10, decimal_places=2, help_text="10 为不打折"
    )


class CheckInForm(forms.Form):
    """Check-in."""

    is_check_in = forms.BooleanField(label="开放签到", required=False)
    check_in_points = forms.IntegerField(label="每日签到积分", min_value=0, max_value=10_000)
    rewards = forms.CharField(
        label="连签奖励",
        widget=forms.Textarea,
        required=False,
        max_length=1000,
        help_text="每行一条：天数 积分 券模板编号（券可不填），例如：7 20 C7",
    )

    def clean_rewards(self) -> list[dict[str, Any]]:
        """Rows of days, points and a coupon."""
        return [
            _reward(line.split()) for line in str(self.cleaned_data["rewards"]).splitlines() if line.strip()
        ]


def _scope(words: list[str]) -> dict[str, Any]:
    if len(words) != 3 or words[0] not in ("商品", "类目"):
        raise forms.ValidationError(f"看不懂这一行：{' '.join(words)[:40]}")
    try:
        bp = int(Decimal(words[2]) * 10_000)
    except InvalidOperation as error:
        raise forms.ValidationError(f"倍数不对：{words[2][:10]}") from error
    model, field = (Product, "no") if words[0] == "商品" else (Category, "name")
    found = model.objects.filter(**{field: words[1]}).values_list("pk", flat=True).first()
    if found is None:
        raise forms.ValidationError(f"没有这个{words[0]}：{words[1][:20]}")
    return {"kind": "product" if words[0] == "商品" else "category", "id": found, "bp": bp}


def _reward(words: list[str]) -> dict[str, Any]:
    if len(words) not in (2, 3) or not words[0].isdigit() or not words[1].isdigit():
        raise forms.ValidationError(f"看不懂这一行：{' '.join(words)[:40]}")
    return {"days": int(words[0]), "points": int(words[1]), "coupon": words[2] if len(words) == 3 else ""}


def _earn(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    values = {name: value for name, value in data.items() if name not in ("birthday", "scopes")}
    return _set(request, **values, birthday_bp=int(data["birthday"] * 10_000), scope_rules=data["scopes"])


def _money(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    return _set(request, **data)


def _day(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    return _set(
        request,
        member_day_kind=data["member_day_kind"],
        member_day=data["member_day"],
        member_day_points_bp=int(data["day_times"] * 10_000),
        member_day_discount_bp=int(data["day_discount"] * 1_000),
    )


def _check_in(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    return _set(
        request,
        is_check_in=data["is_check_in"],
        check_in_points=data["check_in_points"],
        streak_rewards=data["rewards"],
    )


def _set(request: HttpRequest, **changes: Any) -> str:
    facts = set_policy(actor=actor_of(request), **changes)
    return f"新规则已生效（第 {facts.version} 版），已得的积分不变"


def _initial(_row: Any) -> Mapping[str, Any]:
    """Every field of every form as it is in force."""
    policy = current_policy()
    names = {name for form in (EarnForm, MoneyForm, DayForm, CheckInForm) for name in form.base_fields}
    plain = {name: getattr(policy, name) for name in names if hasattr(policy, name)}
    products = dict(Product.objects.filter(pk__in=_ids("product")).values_list("pk", "no"))
    categories = dict(Category.objects.filter(pk__in=_ids("category")).values_list("pk", "name"))
    scopes = [
        f"{'商品' if one.kind == 'product' else '类目'} "
        f"{(products if one.kind == 'product' else categories).get(one.id, one.id)} {one.bp / 10_000:g}"
        for one in policy.scope_rules
    ]
    return plain | {
        "birthday": Decimal(policy.birthday_bp) / 10_000,
        "scopes": "\n".join(scopes),
        "day_times": Decimal(policy.member_day_points_bp) / 10_000,
        "day_discount": Decimal(policy.member_day_discount_bp) / 1_000,
        "rewards": "\n".join(
            f"{one.days} {one.points} {one.coupon}".strip() for one in policy.streak_rewards
        ),
    }


def _ids(kind: str) -> list[int]:
    return [one.id for one in current_policy().scope_rules if one.kind == kind]


def _member_day(row: Any) -> str:
    if row.member_day_kind == "week":
        return f"每周{'一二三四五六日'[row.member_day - 1]}"
    return f"每月 {row.member_day} 日" if row.member_day_kind == "month" else "不设"


class MembershipPolicyAdmin(ConsoleAdmin):
    """Every change is a new version; what was earned stays."""

    area = "retain"
    noun = "积分与签到规则"
    hint = "最新一版生效"
    columns = (
        text("版本", "pk", order="id"),
        text("得积分", lambda row: f"{money(row.fen_per_point)} 得 1 分" if row.is_earning else "关闭"),
        text("生日月", lambda row: f"{row.birthday_bp / 10_000:g} 倍"),
        text("有效期", lambda row: row.get_expiry_display()),
        text("抵现", lambda row: f"{row.points_per_yuan} 分抵 ¥1" if row.is_money else "关闭"),
        text("会员日", _member_day),
        text("签到", lambda row: f"每日 {row.check_in_points} 分" if row.is_check_in else "关闭"),
        when("生效时间", "created_at"),
        text("修改人", lambda row: actor_name(row.created_by)),
    )
    has_page = False
    empty_text = "还没改过，正在用默认规则"
    list_verbs = (
        Verb(
            "earn",
            "积分与成长值",
            _earn,
            EarnForm,
            submit="保存",
            icon="edit",
            is_main=True,
            initial=_initial,
        ),
        Verb(
            "money",
            "抵现与人工调整",
            _money,
            MoneyForm,
            submit="保存",
            area="money",
            icon="payments",
            initial=_initial,
        ),
        Verb("day", "会员日", _day, DayForm, submit="保存", icon="event", initial=_initial),
        Verb(
            "check_in",
            "签到",
            _check_in,
            CheckInForm,
            submit="保存",
            icon="event_available",
            initial=_initial,
        ),
    )
