"""The stores' devices, and what their offline lists could not have."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.kernel.secrets import mask_name
from yutang.revenue.vouchers.api import WAYS, revoke_device, settle_conflict
from yutang.revenue.vouchers.contracts import ConflictState
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import number, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, custom_filter, period_filter, store_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import actor_name, attach_customers, attach_stores, customer_fact
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.verbs import Verb

_DEVICE = {"on": ("使用中", "ok"), "off": ("已停用", "")}
_CONFLICT = {"open": ("待处理", "warn"), "settled": ("已处理", "ok")}
# What to do about each reason: the next action that the list shows.
NEXT: Mapping[str, str] = {
    "voucher_used": "联系顾客补收，或改核销其他券",
    "uses_short": "次数不够，联系顾客补收差额",
    "voucher_expired": "券已过期，联系顾客补收",
    "voucher_void": "券已退款，联系顾客补收",
    "voucher_early": "还没到可用日期，改日再核销",
    "voucher_elsewhere": "券不能在本店用，联系顾客补收",
    "voucher_unknown": "券码不存在，多半是误扫",
    "offline_time": "时间不可信，校准设备后核对当班记录",
    "store_foreign": "核销人不属于本店，核对当班人员",
}


def _revoke(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    staff: Any = request.user
    revoke_device(device_no=row.no, staff_id=staff.pk)
    return "设备已停用，它的离线清单不再接受"


class StoreDeviceAdmin(ConsoleAdmin):
    """Phones that may redeem without a network."""

    area = "orders"
    noun = "核销设备"
    columns = (
        two("设备", "name", "no"),
        text("门店", "store_name"),
        text("签名方式", lambda row: row.get_kind_display()),
        text("登记人", lambda row: actor_name(f"staff:{row.registered_by}")),
        state("状态", lambda row: "off" if row.revoked_at else "on", _DEVICE),
        when("登记时间", "registered_at", order="id"),
        when("最近同步", "last_sync_at"),
    )
    facets = (store_filter("store_id"),)
    search_in = ("name", "=no")
    search_hint = "设备名、设备号"
    store_field = "store_id"
    empty_text = "还没有登记离线设备：店长在导购端“离线设备”里登记"
    verbs = (
        Verb(
            "revoke",
            "停用",
            _revoke,
            icon="block",
            is_danger=True,
            when=lambda row: row.revoked_at is None,
            explain="停用后它的离线清单不再接受，没有同步的核销会丢失。手机丢了请立即停用。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Where they are."""
        attach_stores(rows)

    def headline(self, row: Any) -> Any:
        """In use or not."""
        return tag("off" if row.revoked_at else "on", _DEVICE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The device."""
        facts = (
            Fact("门店", row.store_name),
            Fact("设备号", row.no),
            Fact("签名方式", row.get_kind_display()),
            Fact("登记", f"{actor_name(f'staff:{row.registered_by}')} {moment(row.registered_at)}"),
            Fact(
                "停用",
                f"{actor_name(f'staff:{row.revoked_by}')} {moment(row.revoked_at)}"
                if row.revoked_at
                else "—",
            ),
            Fact("最近同步", moment(row.last_sync_at)),
            Fact("没有处理的冲突", str(row.conflicts.filter(state=ConflictState.OPEN).count())),
        )
        return Page(main=(Facts("设备", facts),), side=(history_of(f"store:{row.store_id}"),))


class SettleForm(forms.Form):
    """What was done about it."""

    how = forms.ChoiceField(label="处理方式", choices=list(WAYS.items()))
    note = forms.CharField(label="说明", max_length=200, required=False)


def _settle(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    staff: Any = request.user
    settle_conflict(conflict_id=row.pk, how=data["how"], note=data["note"], staff_id=staff.pk)
    return "已处理"


class OfflineConflictAdmin(ConsoleAdmin):
    """Rows of offline lists that wait for somebody to settle them."""

    area = "orders"
    noun = "离线冲突"
    columns = (
        two("券码", lambda row: f"{row.code[:4]} •••• {row.code[-4:]}", "message"),
        two("客户", lambda row: mask_name(row.customer_name) or "—", "customer_phone"),
        text("门店", "store_name"),
        text("扫码人", "staff_name"),
        number("次数", "uses"),
        text("下一步", lambda row: "—" if row.state != "open" else NEXT.get(row.reason, "核对后处理")),
        state("状态", "state", _CONFLICT, order="state"),
        when("扫码时间", "scanned_at", order="scanned_at"),
    )
    facets = (
        choice_filter("状态", "state", _CONFLICT),
        store_filter("store_id"),
        custom_filter(
            "原因",
            "reason",
            lambda _request: [
                ("voucher_used", "已被核销"),
                ("offline_time", "时间不可信"),
                ("other", "其他"),
            ],
            lambda rows, value: (
                rows.exclude(reason__in=["voucher_used", "offline_time"])
                if value == "other"
                else rows.filter(reason=value)
            ),
        ),
        period_filter("发现", "found_at"),
    )
    views = (SavedView("全部", {}), SavedView("待处理", {"state": "open"}))
    search_in = ("=code",)
    search_hint = "券码"
    store_field = "store_id"
    empty_text = "没有离线冲突"
    verbs = (
        Verb(
            "settle",
            "处理",
            _settle,
            SettleForm,
            icon="task_alt",
            is_main=True,
            when=lambda row: row.state == ConflictState.OPEN,
            explain=lambda row: f"{row.message}。建议：{NEXT.get(row.reason, '核对后处理')}。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Who, where."""
        attach_customers(rows)
        attach_stores(rows)
        names = {staff_id: actor_name(f"staff:{staff_id}") for staff_id in {row.staff_id for row in rows}}
        for row in rows:
            row.staff_name = names[row.staff_id]

    def headline(self, row: Any) -> Any:
        """Open or not."""
        return tag(row.state, _CONFLICT)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """What the device said, who was first, what was done."""
        first = f"{row.first_store} {row.first_by} {moment(row.first_at)}" if row.first_at else "—"
        facts = (
            Fact("原因", row.message),
            Fact("下一步", NEXT.get(row.reason, "核对后处理") if row.state == "open" else "—"),
            Fact("先核销的", first),
            Fact("门店", row.store_name),
            Fact("扫码人", row.staff_name),
            Fact("设备", row.device.name),
            Fact("扫码时间", moment(row.scanned_at), "已按设备时间偏差校正"),
            Fact("同步时间", moment(row.found_at)),
            customer_fact(row.customer_id),
            Fact(
                "处理",
                f"{WAYS.get(row.settled_how, '')} · {actor_name(f'staff:{row.settled_by}')} "
                f"{moment(row.settled_at)}"
                if row.settled_at
                else "还没处理",
            ),
            Fact("处理说明", row.settled_note or "—"),
        )
        return Page(main=(Facts("离线冲突", facts),), side=(history_of(f"store:{row.store_id}"),))
