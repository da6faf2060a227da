"""Bindings: which guide and which distributor a customer belongs to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.foundation.links.api import end_binding
from yutang.foundation.links.contracts import BindingKind
from yutang.foundation.org.models import Staff
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import state, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, custom_filter, period_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import attach_customers, customer_fact
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.verbs import Verb
from yutang.surfaces.console.labels import BINDING


class EndForm(forms.Form):
    """Why it ends."""

    reason = forms.CharField(label="原因", max_length=60)


def _end(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    done = end_binding(
        customer_id=row.customer_id,
        kind=BindingKind(row.kind),
        actor=actor_of(request),
        reason=data["reason"],
    )
    return "已解除归属" if done else "这段归属已经结束了"


class BindingAdmin(ConsoleAdmin):
    """First bind wins while it is protected."""

    area = "acquire"
    noun = "归属绑定"
    columns = (
        two("客户", "customer_name", "customer_phone"),
        state("类型", "kind", BINDING),
        text("归属人", "holder_name"),
        when("绑定时间", "bound_at", order="bound_at"),
        when("保护期至", "protected_until", order="protected_until"),
        text("结束", lambda row: row.ended_reason or moment(row.ended_at) if row.ended_at else "生效中"),
    )
    facets = (
        choice_filter("类型", "kind", BINDING),
        custom_filter(
            "状态",
            "open",
            lambda _request: [("1", "生效中"), ("0", "已结束")],
            lambda rows, value: rows.filter(ended_at__isnull=value == "1"),
        ),
        period_filter("绑定", "bound_at"),
    )
    empty_text = "还没有归属关系"
    verbs = (
        Verb(
            "end",
            "解除",
            _end,
            EndForm,
            icon="link_off",
            is_danger=True,
            when=lambda row: row.ended_at is None,
            explain="解除后新订单不再归他；已下订单的归因和佣金不变。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Names on both sides."""
        for row in rows:
            row.distributor_id = row.holder_id if row.kind == BindingKind.DISTRIBUTOR else None
        attach_customers(rows, "customer_id", "distributor_id")
        ids = {row.holder_id for row in rows if row.kind == BindingKind.GUIDE}
        staff = dict(Staff.objects.filter(pk__in=ids).values_list("pk", "display_name"))
        for row in rows:
            row.holder_name = row.distributor_name or staff.get(row.holder_id, "—")

    def title_of(self, row: Any) -> str:
        """Who belongs to whom."""
        return f"{row.customer_name} → {row.holder_name}"

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The binding and why it ended."""
        facts = (
            customer_fact(row.customer_id),
            Fact("类型", BINDING[row.kind][0]),
            Fact("归属人", row.holder_name),
            Fact("绑定时间", moment(row.bound_at)),
            Fact("保护期至", moment(row.protected_until), "期内别人不能抢走"),
            Fact("结束时间", moment(row.ended_at) if row.ended_at else "生效中"),
            Fact("结束原因", row.ended_reason or "—"),
        )
        return Page(main=(Facts("归属", facts),), side=(history_of(f"customer:{row.customer_id}"),))
