"""The points mall."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.foundation.catalog.models import Sku
from yutang.retention.points_mall.api import cancel_exchange, create_item, switch_item
from yutang.retention.points_mall.contracts import ItemKind, ItemSpec
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, state, tag, text, two, when
from yutang.surfaces.console.kit.fields import MoneyField
from yutang.surfaces.console.kit.filters import choice_filter, flag_filter, period_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import attach_customers
from yutang.surfaces.console.kit.pictures import first_picture, thumb
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import ACTIVE, EXCHANGE, MALL_ITEM


class ItemForm(forms.Form):
    """Something for points."""

    kind = forms.ChoiceField(
        label="类型", choices=[(kind.value, MALL_ITEM[kind.value][0]) for kind in ItemKind]
    )
    title = forms.CharField(label="名称", max_length=60)
    subtitle = forms.CharField(label="副标题", max_length=80, required=False)
    points = forms.IntegerField(label="积分", min_value=1)
    template_code = forms.SlugField(
        label="券模板编号", max_length=32, required=False, help_text="类型为优惠券时填写"
    )
    sku_no = forms.CharField(label="规格货号", max_length=40, required=False, help_text="类型为商品时填写")
    cash_fen = MoneyField(label="另付金额", required=False, help_text="商品兑换时客户下单还要付的钱，可不填")
    amount_fen = MoneyField(label="赠金", required=False, help_text="类型为余额赠金时填写")
    worth_fen = MoneyField(label="价值", required=False)
    stock = forms.IntegerField(label="数量", min_value=1, required=False, help_text="留空为不限量")
    per_person = forms.IntegerField(label="每人限兑", min_value=1, initial=1)
    description = forms.CharField(label="说明", widget=forms.Textarea, max_length=2_000, required=False)
    sort = forms.IntegerField(label="排序", initial=0, required=False)

    def clean_sku_no(self) -> Any:
        """A SKU that exists."""
        no = str(self.cleaned_data["sku_no"]).strip()
        if not no:
            return None
        sku = Sku.objects.select_related("product").filter(no=no).first()
        if sku is None:
            raise forms.ValidationError("没有这个规格货号")
        return sku


def _create(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    sku = data["sku_no"] if data["kind"] == ItemKind.GOODS else None
    values = {
        key: data[key]
        for key in ("kind", "title", "subtitle", "points", "stock", "per_person", "description")
    }
    create_item(
        ItemSpec(
            **values,
            template_code=data["template_code"] if data["kind"] == ItemKind.COUPON else "",
            sku_id=sku.pk if sku else None,
            product_id=sku.product_id if sku else None,
            picture=first_picture(sku.product.pictures) if sku else "",
            tint=sku.product.tint if sku else "",
            cash_fen=data["cash_fen"] or 0,
            amount_fen=data["amount_fen"] or 0,
            worth_fen=data["worth_fen"] or 0,
            sort=data["sort"] or 0,
        ),
        actor=actor_of(request),
    )
    return f"已上架 {data['title']}"


def _on(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    switch_item(row.pk, is_active=True, actor=actor_of(request))
    return "已上架"


def _off(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    switch_item(row.pk, is_active=False, actor=actor_of(request))
    return "已下架，已兑换的不受影响"


class MallItemAdmin(ConsoleAdmin):
    """What points bring."""

    area = "retain"
    noun = "积分商城"
    columns = (
        two("兑换品", "title", "subtitle", picture=lambda row: thumb(row.picture, row.tint), order="title"),
        state("类型", "kind", MALL_ITEM),
        number("积分", "points", order="points"),
        text("另付", lambda row: yuan(row.cash_fen) if row.cash_fen else "—"),
        number("已兑", "taken", order="taken"),
        text("数量", lambda row: "不限" if row.stock is None else f"{row.stock:,}"),
        number("每人限兑", "per_person"),
        state("状态", "is_active", ACTIVE),
    )
    facets = (choice_filter("类型", "kind", MALL_ITEM), flag_filter("状态", "is_active", "启用", "停用"))
    search_in = ("title",)
    search_hint = "名称"
    empty_text = "还没有兑换品"
    list_verbs = (Verb("create", "新建兑换品", _create, ItemForm, icon="add", is_main=True),)
    verbs = (
        Verb("on", "上架", _on, icon="check", is_main=True, when=lambda row: not row.is_active),
        Verb("off", "下架", _off, icon="close", is_danger=True, when=lambda row: row.is_active),
    )

    def headline(self, row: Any) -> Any:
        """In force or not."""
        return tag(row.is_active, ACTIVE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The item in full."""
        facts = (
            Fact("类型", MALL_ITEM[row.kind][0]),
            Fact("积分", f"{row.points:,}"),
            Fact("另付", yuan(row.cash_fen)),
            Fact("价值", yuan(row.worth_fen)),
            Fact("券模板", row.template_code or "—"),
            Fact("赠金", yuan(row.amount_fen) if row.amount_fen else "—"),
            Fact("数量", "不限" if row.stock is None else f"{row.stock:,}"),
            Fact("已兑", f"{row.taken:,}"),
            Fact("每人限兑", row.per_person),
            Fact("新建时间", moment(row.created_at)),
        )
        return Page(main=(Facts("兑换品", facts),), side=(history_of(f"mall_item:{row.pk}"),))


def _cancel(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    cancel_exchange(no=row.no, actor=actor_of(request))
    return "已取消，积分已退回"


class ExchangeAdmin(ConsoleAdmin):
    """Who had what."""

    area = "retain"
    noun = "积分兑换记录"
    columns = (
        two("兑换单", "no", lambda row: moment(row.created_at), order="id"),
        two("客户", "customer_name", "customer_phone"),
        two("兑换品", "item.title", lambda row: MALL_ITEM[row.item.kind][0]),
        number("积分", "points", order="points"),
        text("券号", "coupon_code"),
        state("状态", "status", EXCHANGE, order="status"),
        when("取消时间", "cancelled_at"),
    )
    facets = (choice_filter("状态", "status", EXCHANGE), period_filter("兑换", "created_at"))
    search_in = ("=no", "=coupon_code")
    search_hint = "兑换单号、券号"
    list_select_related = ("item",)
    empty_text = "还没有人兑换"
    verbs = (
        Verb(
            "cancel",
            "取消兑换",
            _cancel,
            icon="undo",
            is_danger=True,
            when=lambda row: row.status == "done" and row.item.kind != "bonus",
            explain="券没用过才能取消；取消后券作废，积分退回。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Who they are."""
        attach_customers(rows)

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.status, EXCHANGE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The exchange in full."""
        facts = (
            Fact("客户", row.customer_name, row.customer_phone),
            Fact("兑换品", row.item.title),
            Fact("积分", f"{row.points:,}"),
            Fact("券号", row.coupon_code or "—"),
            Fact("时间", moment(row.created_at)),
            Fact("取消时间", moment(row.cancelled_at)),
        )
        return Page(main=(Facts("兑换", facts),), side=(history_of(f"mall_item:{row.item_id}"),))
