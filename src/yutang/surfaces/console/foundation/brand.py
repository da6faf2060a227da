"""The brand: one row, one page."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.foundation.org.api import BrandFacts, brand_profile, update_brand
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import text, when
from yutang.surfaces.console.kit.fields import MoneyField
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import money
from yutang.surfaces.console.kit.verbs import Verb


class BrandForm(forms.Form):
    """What the merchant may set."""

    name = forms.CharField(label="品牌名称", max_length=40)
    slogan = forms.CharField(label="品牌口号", max_length=80, required=False)
    service_phone = forms.CharField(label="客服电话", max_length=32, required=False)
    brand_color = forms.CharField(
        label="品牌色", max_length=7, help_text="十六进制，例如 #0B7A75；对比度不够会被拒绝"
    )
    target_customers = forms.IntegerField(
        label="客户数目标", min_value=1, required=False, help_text="不填则首页不显示目标"
    )
    target_month_gmv_fen = MoneyField(label="30 天 GMV 目标", required=False)

    def clean_brand_color(self) -> str:
        """A colour that a style sheet understands and nothing else."""
        color = str(self.cleaned_data["brand_color"]).strip()
        if not re.fullmatch(r"#[0-9A-Fa-f]{6}", color):
            raise forms.ValidationError("请填写形如 #0B7A75 的颜色")
        return color.upper()


def _edit(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    now = brand_profile()
    policy = dict(now.policy)
    for key in ("target_customers", "target_month_gmv_fen"):
        policy.pop(key, None)
        if data[key]:
            policy[key] = data[key]
    facts = BrandFacts(
        data["name"], data["slogan"], now.logo, data["brand_color"], data["service_phone"], policy
    )
    update_brand(facts, actor=actor_of(request))
    return "品牌已更新"


def _initial(row: Any) -> Mapping[str, Any]:
    targets = {key: row.policy.get(key) for key in ("target_customers", "target_month_gmv_fen")}
    return {
        **{key: getattr(row, key) for key in ("name", "slogan", "service_phone", "brand_color")},
        **targets,
    }


class BrandAdmin(ConsoleAdmin):
    """Name, colour and targets."""

    area = "settings"
    noun = "品牌"
    columns = (
        text("名称", "name"),
        text("口号", "slogan"),
        text("品牌色", "brand_color"),
        when("更新时间", "updated_at"),
    )
    verbs = (Verb("edit", "修改", _edit, BrandForm, icon="edit", is_main=True, initial=_initial),)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """What every surface shows, and the targets of the first screen."""
        target = row.policy.get("target_month_gmv_fen")
        return Page(
            main=(
                Facts(
                    "品牌资料",
                    (
                        Fact("名称", row.name),
                        Fact("口号", row.slogan or "—"),
                        Fact("客服电话", row.service_phone or "—"),
                        Fact("品牌色", row.brand_color),
                        Fact("客户数目标", row.policy.get("target_customers") or "未设置"),
                        Fact("30 天 GMV 目标", money(target) if target else "未设置"),
                    ),
                ),
            ),
            side=(history_of("brand:1"),),
        )
