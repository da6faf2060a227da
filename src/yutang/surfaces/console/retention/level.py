"""The table of levels."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from yutang.retention.membership.api import levels, set_levels
from yutang.retention.membership.contracts import LevelFacts, LevelSpec
from yutang.retention.membership.models import Level, Member
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, text, when
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.verbs import Done, Verb

_ICONS = (
    ("生日", "cake"),
    ("会员日", "calendar-heart"),
    ("邮", "truck"),
    ("运费", "truck"),
    ("券", "ticket-percent"),
    ("积分", "coins"),
    ("客服", "message-circle"),
    ("价", "badge-percent"),
    ("折", "badge-percent"),
    ("礼", "gift"),
)


class LevelForm(forms.Form):
    """One level."""

    name = forms.CharField(label="名称", max_length=20)
    threshold = forms.IntegerField(label="所需成长值", min_value=0, max_value=10**9)
    keep_growth = forms.IntegerField(
        label="保级成长值",
        min_value=0,
        max_value=10**9,
        help_text="有效期内得到这么多成长值可保级；0 为永久保级",
    )
    times = forms.DecimalField(label="积分倍数", min_value=0, max_value=10, decimal_places=2, initial=1)
    discount = forms.DecimalField(
        label="等级折扣（折）",
        min_value=1,
        max_value=10,
        decimal_places=2,
        initial=10,
        help_text="9.5 即九五折；10 为不打折",
    )
    price_group = forms.CharField(
        label="价格组",
        max_length=32,
        required=False,
        help_text="与促销里“会员价”的价格组一致时，享受那些会员价",
    )
    colour = forms.RegexField(r"^#[0-9A-Fa-f]{6}$", label="颜色", initial="#0B7A75")
    benefits = forms.CharField(
        label="权益",
        widget=forms.Textarea,
        required=False,
        max_length=1000,
        help_text="每行一项，名称和说明用空格隔开，例如：生日礼 生日月双倍积分",
    )


def _spec(data: Mapping[str, Any], level: int) -> LevelSpec:
    return LevelSpec(
        level=level,
        name=data["name"].strip(),
        threshold=data["threshold"],
        keep_growth=data["keep_growth"],
        points_bp=int(Decimal(data["times"]) * 10_000),
        discount_bp=int(Decimal(data["discount"]) * 1_000),
        price_group=data["price_group"].strip(),
        benefits=tuple(_benefits(data["benefits"])),
        colour=data["colour"].upper(),
    )


def _benefits(lines: str) -> list[dict[str, str]]:
    found = []
    for line in (one.strip() for one in lines.splitlines()):
        if line:
            title, _, words = line.partition(" ")
            icon = next((name for word, name in _ICONS if word in title), "star")
            found.append({"icon": icon, "title": title[:8], "text": words.strip()[:20]})
    return found


def _known() -> list[LevelSpec]:
    """What is in force, ready to be changed; nothing while no table was written."""
    if not Level.objects.exists():
        return []
    return [_again(level) for level in levels()]


def _again(level: LevelFacts) -> LevelSpec:
    return LevelSpec(**asdict(level))


def _add(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    known = _known()
    spec = _spec(data, len(known))
    set_levels([*known, spec], actor=actor_of(request))
    return f"已新增{spec.name}"


def _edit(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    spec = _spec(data, row.level)
    changed = set_levels(
        [spec if one.level == row.level else one for one in _known()], actor=actor_of(request)
    )
    return f"已更新{spec.name}，{changed:,} 位会员的等级随之调整"


def _remove(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> Done:
    changed = set_levels([one for one in _known() if one.level != row.level], actor=actor_of(request))
    return Done(
        f"已删除{row.name}，{changed:,} 位会员的等级随之调整", reverse("admin:membership_level_changelist")
    )


def _initial(row: Any) -> Mapping[str, Any]:
    return {
        "name": row.name,
        "threshold": row.threshold,
        "keep_growth": row.keep_growth,
        "times": Decimal(row.points_bp) / 10_000,
        "discount": Decimal(row.discount_bp) / 1_000,
        "price_group": row.price_group,
        "colour": row.colour,
        "benefits": "\n".join(f"{one['title']} {one.get('text', '')}".strip() for one in row.benefits),
    }


def _is_last(row: Any) -> bool:
    return row.level > 0 and not Level.objects.filter(level__gt=row.level).exists()


class LevelAdmin(ConsoleAdmin):
    """What growth is worth."""

    area = "retain"
    noun = "会员等级"
    hint = "成长值到了自动升级，退款会随之回落"
    columns = (
        text("等级", lambda row: f"Lv {row.level}", order="level"),
        text("名称", lambda row: format_html('<b style="color:{}">{}</b>', row.colour, row.name)),
        number("所需成长值", lambda row: f"{row.threshold:,}", order="threshold"),
        text("保级", lambda row: f"{row.keep_growth:,}" if row.keep_growth else "永久"),
        text("积分倍数", lambda row: f"{row.points_bp / 10_000:g} 倍"),
        text("折扣", lambda row: f"{row.discount_bp / 1_000:g} 折" if row.discount_bp < 10_000 else "不打折"),
        text("价格组", lambda row: row.price_group or "—"),
        text("权益", lambda row: "、".join(one["title"] for one in row.benefits) or "—"),
        number("会员数", lambda row: f"{row.members:,}"),
        when("修改时间", "updated_at"),
    )
    empty_text = "还没有等级，先新增最低一级（成长值 0）"
    list_verbs = (
        Verb(
            "add",
            "新增等级",
            _add,
            LevelForm,
            icon="add",
            is_main=True,
            explain="新等级排在最高一级之上，门槛须更高。",
        ),
    )
    verbs = (
        Verb(
            "edit",
            "修改",
            _edit,
            LevelForm,
            icon="edit",
            is_main=True,
            initial=_initial,
            explain="保存后会员按新门槛重新归级，不发通知。",
        ),
        Verb(
            "remove",
            "删除",
            _remove,
            icon="delete",
            is_danger=True,
            when=_is_last,
            explain=lambda row: f"{row.name}的会员会降到下一级。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """How many stand on each rung."""
        for row in rows:
            row.members = Member.objects.filter(level=row.level).count()

    def page(self, request: HttpRequest, row: Any) -> Page:
        """What it asks for and what it brings."""
        facts = (
            Fact("所需成长值", f"{row.threshold:,}"),
            Fact("保级成长值", f"{row.keep_growth:,}" if row.keep_growth else "永久保级"),
            Fact("积分倍数", f"{row.points_bp / 10_000:g} 倍"),
            Fact("折扣", f"{row.discount_bp / 1_000:g} 折" if row.discount_bp < 10_000 else "不打折"),
            Fact("价格组", row.price_group or "—"),
            Fact("会员数", f"{Member.objects.filter(level=row.level).count():,}"),
        )
        benefits = [[Cell(one["title"]), Cell(one.get("text") or "—")] for one in row.benefits]
        table = Table("权益", (("名称", False), ("说明", False)), benefits, empty="没有写权益")
        return Page(main=(Facts("等级", facts), table), side=(history_of("membership_levels"),))
