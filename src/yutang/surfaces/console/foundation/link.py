"""Links: what was shared by whom, and what came of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.catalog.models import Product
from yutang.foundation.links.api import create_link, link_results, withdraw_link
from yutang.foundation.links.contracts import Carrier, NewLink, TargetKind
from yutang.foundation.links.models import Link, Touch
from yutang.foundation.org.models import Staff, Store
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, state, tag, text, two, when
from yutang.surfaces.console.kit.fields import LocalTimeField
from yutang.surfaces.console.kit.filters import choice_filter, flag_filter, period_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import attach_customers
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.labels import CARRIER, OWNER

_STATE = {"True": ("有效", "ok"), "False": ("已撤回", "")}
_TARGETS = {"home": "首页", "product": "商品", "category": "分类", "campaign": "活动", "coupon": "优惠券"}


class LinkForm(forms.Form):
    """A link of a channel: a flyer, a package card, a post."""

    carrier = forms.ChoiceField(
        label="载体",
        choices=[
            (key, CARRIER[key][0])
            for key in (
                "flyer",
                "package_card",
                "store_code",
                "moments",
                "official_account",
                "xiaohongshu",
                "sms",
                "copy",
            )
        ],
    )
    product_no = forms.CharField(label="商品货号", max_length=40, required=False, help_text="留空则打开首页")
    channel = forms.CharField(label="渠道", max_length=40, required=False, help_text="例如：文三路店单页")
    campaign = forms.CharField(label="活动", max_length=40, required=False)
    expires_at = LocalTimeField(label="有效期至", required=False)

    def clean_product_no(self) -> str:
        """A product that exists."""
        no = str(self.cleaned_data["product_no"]).strip()
        if no and not Product.objects.filter(no=no).exists():
            raise forms.ValidationError("没有这个货号")
        return no


def _create(_request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    product = Product.objects.filter(no=data["product_no"]).first() if data["product_no"] else None
    facts = create_link(
        NewLink(
            carrier=Carrier(data["carrier"]),
            target_kind=TargetKind.PRODUCT if product else TargetKind.HOME,
            target_id=product.pk if product else 0,
            channel=data["channel"],
            campaign=data["campaign"],
            expires_at=data["expires_at"],
        )
    )
    return Done(f"链接已生成：{facts.url}", reverse("admin:links_link_change", args=[facts.link_id]))


def _withdraw(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    withdraw_link(link_id=row.pk, actor=actor_of(request))
    return "链接已撤回，再打开会提示过期"


class LinkAdmin(ConsoleAdmin):
    """Every way people find us."""

    area = "acquire"
    noun = "链接"
    columns = (
        two("短码", "code", "target_name", order="id"),
        state("载体", "carrier", CARRIER),
        two("分享人", "owner_name", lambda row: OWNER[row.owner_kind][0]),
        text("渠道", "channel"),
        number("打开", "opens"),
        number("访客", "visitors"),
        number("带来客户", "customers"),
        state("状态", "is_active", _STATE),
        when("创建时间", "created_at", order="created_at"),
    )
    facets = (
        choice_filter("载体", "carrier", CARRIER),
        choice_filter("分享人", "owner_kind", OWNER),
        flag_filter("状态", "is_active", "有效", "已撤回"),
        period_filter("创建", "created_at"),
    )
    search_in = ("=code", "channel", "campaign")
    search_hint = "短码、渠道、活动"
    empty_text = "还没有链接"
    list_verbs = (Verb("create", "新建链接", _create, LinkForm, icon="add_link", is_main=True),)
    verbs = (
        Verb(
            "withdraw",
            "撤回",
            _withdraw,
            icon="link_off",
            is_danger=True,
            when=lambda row: row.is_active,
            explain="撤回后再打开会提示链接已过期，已经带来的客户和订单不受影响。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Names of targets and sharers, and what each link did."""
        _name_targets(rows)
        _name_owners(rows)
        results = link_results([row.pk for row in rows])
        for row in rows:
            result = results.get(row.pk)
            row.opens = result.opens if result else 0
            row.visitors = result.visitors if result else 0
            row.customers = result.customers if result else 0

    def headline(self, row: Any) -> Any:
        """Valid or withdrawn."""
        return tag(row.is_active, _STATE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """What it is and who opened it last."""
        touches: list[Any] = list(Touch.objects.filter(link=row).order_by("-id")[:50])
        attach_customers(touches)
        rows = [
            [Cell(moment(one.at)), Cell(one.customer_name or "还没登录"), Cell(f"{one.visitor_id[:8]}…")]
            for one in touches
        ]
        facts = (
            Fact("地址", f"{settings.PUBLIC_URL}/l/{row.code}", url=f"/l/{row.code}"),
            Fact("打开", row.target_name),
            Fact("载体", CARRIER[row.carrier][0]),
            Fact("分享人", row.owner_name),
            Fact("渠道", row.channel or "—"),
            Fact("活动", row.campaign or "—"),
            Fact("打开次数", f"{row.opens:,}"),
            Fact("访客", f"{row.visitors:,}"),
            Fact("带来客户", f"{row.customers:,}"),
            Fact("有效期至", moment(row.expires_at) if row.expires_at else "长期"),
            Fact("创建时间", moment(row.created_at)),
        )
        heads = (("时间", False), ("客户", False), ("设备", False))
        return Page(
            main=(Facts("链接", facts), Table("最近 50 次打开", heads, rows, empty="还没有人打开")),
            side=(history_of(f"link:{row.pk}"),),
        )


def _name_targets(rows: list[Link]) -> None:
    ids = {row.target_id for row in rows if row.target_kind == TargetKind.PRODUCT}
    names = dict(Product.objects.filter(pk__in=ids).values_list("pk", "name"))
    for row in rows:
        kind = _TARGETS.get(row.target_kind, row.target_kind)
        row.target_name = names.get(row.target_id, kind) if row.target_kind == TargetKind.PRODUCT else kind  # type: ignore[attr-defined]


def _name_owners(rows: list[Any]) -> None:
    for row in rows:
        row.sharer_id = row.owner_id if row.owner_kind == "customer" else None
    attach_customers(rows, "sharer_id")
    staff = dict(
        Staff.objects.filter(pk__in={r.owner_id for r in rows if r.owner_kind == "staff"}).values_list(
            "pk", "display_name"
        )
    )
    stores = dict(
        Store.objects.filter(pk__in={r.owner_id for r in rows if r.owner_kind == "store"}).values_list(
            "pk", "name"
        )
    )
    names = {"staff": staff, "store": stores}
    for row in rows:
        row.owner_name = row.sharer_name or names.get(row.owner_kind, {}).get(row.owner_id, "") or "—"
