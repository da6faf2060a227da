"""Paid cards: kinds for sale, and cards that were sold."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.catalog.models import Sku
from yutang.retention.membership.api import benefit_uses, set_card_sale, set_card_type
from yutang.retention.membership.contracts import CARD_TEXT, CardTypeSpec, UseStatus
from yutang.retention.membership.models import CardType, MemberCard
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import money, number, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, value_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import customer_fact, order_fact
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.retention.of_customers import CustomersAdmin

SALE = {"True": ("在售", "ok"), "False": ("已下架", "")}
CARD_STATES = {
    "active": (CARD_TEXT["active"], "ok"),
    "ended": (CARD_TEXT["ended"], ""),
    "refunded": (CARD_TEXT["refunded"], "warn"),
}
USE_STATES = {UseStatus.USED.value: "已使用", UseStatus.RETURNED.value: "已退回"}


class CardForm(forms.Form):
    """One kind of card."""

    name = forms.CharField(label="卡名", max_length=20)
    sku_no = forms.CharField(
        label="售卖规格编号", max_length=40, help_text="先在商品里建一个“到店券包”类型的商品，卡价即规格价"
    )
    days = forms.IntegerField(label="有效天数", min_value=1, max_value=3660)
    month_free_shipping = forms.IntegerField(label="每月免邮次数", min_value=0, max_value=1000, initial=0)
    total_free_shipping = forms.IntegerField(label="全期免邮次数", min_value=0, max_value=10_000, initial=0)
    discount = forms.DecimalField(
        label="持卡折扣（折）",
        min_value=1,
        max_value=10,
        decimal_places=2,
        initial=10,
        help_text="10 为不打折",
    )
    price_group = forms.CharField(label="价格组", max_length=32, required=False)
    coupons = forms.CharField(
        label="每月券",
        widget=forms.Textarea,
        required=False,
        max_length=500,
        help_text="每行一条：券模板编号 张数",
    )
    intro = forms.CharField(label="一句话介绍", max_length=60, required=False)

    def clean_sku_no(self) -> int:
        """The id of a SKU that exists."""
        found = (
            Sku.objects.filter(no=str(self.cleaned_data["sku_no"]).strip())
            .values_list("pk", flat=True)
            .first()
        )
        if found is None:
            raise forms.ValidationError("没有这个规格编号")
        return int(found)

    def clean_coupons(self) -> tuple[tuple[str, int], ...]:
        """Templates and counts."""
        pairs = []
        for line in str(self.cleaned_data["coupons"]).splitlines():
            words = line.split()
            if words and (len(words) != 2 or not words[1].isdigit()):
                raise forms.ValidationError(f"看不懂这一行：{line[:40]}")
            if words:
                pairs.append((words[0], int(words[1])))
        return tuple(pairs)


def _spec(data: Mapping[str, Any]) -> CardTypeSpec:
    return CardTypeSpec(
        name=data["name"],
        sku_id=data["sku_no"],
        days=data["days"],
        month_free_shipping=data["month_free_shipping"],
        total_free_shipping=data["total_free_shipping"],
        discount_bp=int(Decimal(data["discount"]) * 1_000),
        price_group=data["price_group"].strip(),
        month_coupons=data["coupons"],
        intro=data["intro"].strip(),
    )


def _create(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    facts = set_card_type(_spec(data), actor=actor_of(request))
    return Done(f"已新建{facts.name}", reverse("admin:membership_cardtype_change", args=[facts.card_type_id]))


def _edit(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    set_card_type(_spec(data), actor=actor_of(request), card_type_id=row.pk)
    return "已保存；已售出的卡仍按购买时的权益"


def _sale(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    set_card_sale(card_type_id=row.pk, is_on_sale=not row.is_on_sale, actor=actor_of(request))
    return "已下架" if row.is_on_sale else "已上架"


def _initial(row: Any) -> Mapping[str, Any]:
    return {
        "name": row.name,
        "sku_no": Sku.objects.filter(pk=row.sku_id).values_list("no", flat=True).first() or "",
        "days": row.days,
        "month_free_shipping": row.month_free_shipping,
        "total_free_shipping": row.total_free_shipping,
        "discount": Decimal(row.discount_bp) / 1_000,
        "price_group": row.price_group,
        "coupons": "\n".join(f"{one['template']} {one['count']}" for one in row.month_coupons),
        "intro": row.intro,
    }


def _shipping(row: Any) -> str:
    if not row.total_free_shipping:
        return "—"
    return f"每月 {row.month_free_shipping} 次，全期 {row.total_free_shipping} 次"


class CardTypeAdmin(ConsoleAdmin):
    """What cards are for sale."""

    area = "retain"
    noun = "付费会员卡"
    columns = (
        two("卡", "name", "intro"),
        money("卡价", "price_fen", order="price_fen"),
        text("有效期", lambda row: f"{row.days} 天"),
        text("免运费", _shipping),
        text("折扣", lambda row: f"{row.discount_bp / 1_000:g} 折" if row.discount_bp < 10_000 else "—"),
        text(
            "每月券",
            lambda row: f"{sum(one['count'] for one in row.month_coupons)} 张" if row.month_coupons else "—",
        ),
        number("使用中", lambda row: f"{row.running:,}"),
        state("状态", "is_on_sale", SALE),
    )
    empty_text = "还没有付费会员卡"
    list_verbs = (Verb("create", "新建卡", _create, CardForm, icon="add", is_main=True),)
    verbs = (
        Verb(
            "edit",
            "修改",
            _edit,
            CardForm,
            icon="edit",
            is_main=True,
            initial=_initial,
            explain="已售出的卡仍按购买时的权益。",
        ),
        Verb(
            "stop",
            "下架",
            _sale,
            icon="pause",
            when=lambda row: row.is_on_sale,
            explain="不再出售，已售出的卡照常使用。",
        ),
        Verb("sell", "上架", _sale, icon="play_arrow", when=lambda row: not row.is_on_sale),
    )

    def prepare(self, rows: list[Any]) -> None:
        """How many are running."""
        for row in rows:
            row.running = MemberCard.objects.filter(card_type=row, status="active").count()

    def headline(self, row: Any) -> Any:
        """For sale or not."""
        return tag(row.is_on_sale, SALE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Terms, and who changed them."""
        facts = (
            Fact("卡价", yuan(row.price_fen)),
            Fact("有效期", f"{row.days} 天"),
            Fact("免运费", _shipping(row)),
            Fact("折扣", f"{row.discount_bp / 1_000:g} 折" if row.discount_bp < 10_000 else "—"),
            Fact("价格组", row.price_group or "—"),
            Fact(
                "每月券", "、".join(f"{one['template']} × {one['count']}" for one in row.month_coupons) or "—"
            ),
            Fact("退卡", "按剩余天数折算卡价，再扣除已省下的金额"),
        )
        return Page(main=(Facts("权益", facts),), side=(history_of(f"card_type:{row.pk}"),))


class MemberCardAdmin(CustomersAdmin):
    """Cards that were sold."""

    noun = "会员持卡"
    columns = (
        two("会员", "customer_name", "customer_phone", order="customer_id"),
        text("卡", "card_type.name"),
        state("状态", "status", CARD_STATES, order="status"),
        money("实付", "paid_fen"),
        money("已省", "saved_fen", order="saved_fen"),
        text("本月已用", lambda row: f"{row.month_used} / {row.month_free_shipping}"),
        text("累计已用", lambda row: f"{row.total_used} / {row.total_free_shipping}"),
        when("生效", "starts_at", order="starts_at"),
        when("到期", "ends_at", order="ends_at"),
    )
    facets = (
        choice_filter("状态", "status", CARD_STATES),
        value_filter(
            "卡种",
            "kind",
            lambda: [(str(pk), name) for pk, name in CardType.objects.values_list("pk", "name")],
            "card_type_id",
        ),
    )
    search_in = ("no", "order_no")
    search_hint = "卡号、订单号"
    empty_text = "还没有人开卡"

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Terms of the day it was bought, and every use."""
        facts = (
            customer_fact(row.customer_id),
            Fact("卡", row.card_type.name, row.no),
            order_fact(row.order_no),
            Fact("实付", yuan(row.paid_fen)),
            Fact("已省", yuan(row.saved_fen)),
            Fact("生效", moment(row.starts_at)),
            Fact("到期", moment(row.ends_at)),
        )
        rows = [
            [
                Cell(use.title),
                Cell(use.order_no),
                Cell(USE_STATES.get(use.status, use.status)),
                Cell(yuan(use.saved_fen), is_number=True),
                Cell(moment(use.at)),
            ]
            for use in benefit_uses(customer_id=row.customer_id, card_no=row.no)
        ]
        heads = (("权益", False), ("订单", False), ("状态", False), ("节省", True), ("时间", False))
        return Page(main=(Facts("持卡", facts), Table("使用记录", heads, rows, empty="还没有用过")))
