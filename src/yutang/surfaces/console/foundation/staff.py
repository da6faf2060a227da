"""Staff: who logs in, with which role, at which place."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.org.api import (
    NewStaff,
    StaffChanges,
    StaffRole,
    create_staff,
    regions,
    reset_password,
    stores,
    update_staff,
)
from yutang.foundation.org.contracts import ROLE_LABELS
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import state, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, flag_filter, store_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.pictures import face
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.verbs import Done, Reveal, Verb
from yutang.surfaces.console.labels import ACTIVE, ROLE


class StaffForm(forms.Form):
    """Who somebody is and where he works."""

    display_name = forms.CharField(label="姓名", max_length=40)
    role = forms.ChoiceField(
        label="角色", choices=[(role.value, label) for role, label in ROLE_LABELS.items()]
    )
    store_id = forms.TypedChoiceField(
        label="门店",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="店长和导购必填，其他角色不看这项",
    )
    region_id = forms.TypedChoiceField(
        label="区域", required=False, coerce=int, empty_value=None, help_text="区域经理必填，其他角色不看这项"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        nobody = ("", "不指定")
        places = stores(include_closed=True)
        names = [(one.store_id, one.name if one.is_active else f"{one.name}（已停业）") for one in places]
        self.fields["store_id"].choices = [nobody, *names]  # type: ignore[attr-defined]
        self.fields["region_id"].choices = [nobody, *((one.region_id, one.name) for one in regions())]  # type: ignore[attr-defined]


class NewStaffForm(StaffForm):
    """A log-in with its role and place."""

    field_order = ("username", "password")
    username = forms.CharField(label="登录账号", max_length=60)
    password = forms.CharField(label="初始密码", min_length=8, max_length=128, widget=forms.PasswordInput)


def _create(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    facts = create_staff(NewStaff(**{**data, "role": StaffRole(data["role"])}), actor=actor_of(request))
    return Done(f"已新建员工 {facts.display_name}", reverse("admin:org_staff_change", args=[facts.staff_id]))


def _edit(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    changes = StaffChanges(**{**data, "role": StaffRole(data["role"])})
    update_staff(row.pk, changes, actor=actor_of(request))
    return "员工资料已更新"


def _set_active(*, is_active: bool) -> Any:
    def run(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
        update_staff(row.pk, StaffChanges(is_active=is_active), actor=actor_of(request))
        return (
            f"{row.display_name} 已启用，可以登录" if is_active else f"{row.display_name} 已停用，不能再登录"
        )

    return run


def _reset_password(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> Reveal:
    password = reset_password(row.pk, actor=actor_of(request))
    return Reveal(f"{row.display_name}（{row.username}）的新密码，只显示这一次，请马上转交", password)


def _initial(row: Any) -> Mapping[str, Any]:
    return {key: getattr(row, key) for key in ("display_name", "role", "store_id", "region_id")}


class StaffAdmin(ConsoleAdmin):
    """People of the brand."""

    area = "org"
    noun = "员工"
    columns = (
        two(
            "员工",
            "display_name",
            "username",
            picture=lambda row: face(row.avatar, row.display_name),
            order="username",
        ),
        state("角色", "role", ROLE, order="role"),
        text("门店", lambda row: row.store.name if row.store else ""),
        text("区域", lambda row: row.region.name if row.region else ""),
        state("状态", "is_active", ACTIVE),
        when("最近登录", "last_login", order="last_login"),
    )
    facets = (
        choice_filter("角色", "role", ROLE),
        store_filter("store_id"),
        flag_filter("状态", "is_active", "启用", "停用"),
    )
    search_in = ("username", "display_name")
    search_hint = "姓名、账号"
    list_select_related = ("store", "region")
    store_field = "store_id"
    list_verbs = (
        Verb("create", "新建员工", _create, NewStaffForm, area="settings", icon="person_add", is_main=True),
    )
    verbs = (
        Verb("edit", "修改", _edit, StaffForm, area="settings", icon="edit", is_main=True, initial=_initial),
        Verb(
            "reset-password",
            "重置密码",
            _reset_password,
            area="settings",
            icon="lock_reset",
            when=lambda row: row.is_active,
            explain="旧密码立即失效，已登录的设备会退出；新密码只显示一次，也不会存进操作记录。",
        ),
        Verb(
            "deactivate",
            "停用",
            _set_active(is_active=False),
            area="settings",
            icon="person_off",
            is_danger=True,
            when=lambda row: row.is_active,
            explain="停用后立即不能登录；他做过的操作和名下的客户归属都保留。",
        ),
        Verb(
            "activate",
            "启用",
            _set_active(is_active=True),
            area="settings",
            icon="person",
            is_main=True,
            when=lambda row: not row.is_active,
            explain="启用后用原来的密码就能登录。",
        ),
    )

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The log-in and what was done with it."""
        return Page(
            main=(
                Facts(
                    "员工资料",
                    (
                        Fact("姓名", row.display_name),
                        Fact("登录账号", row.username),
                        Fact("角色", ROLE[row.role][0]),
                        Fact("门店", row.store.name if row.store else "—"),
                        Fact("区域", row.region.name if row.region else "—"),
                        Fact("入职", moment(row.date_joined)),
                        Fact("最近登录", moment(row.last_login)),
                        Fact("状态", "启用" if row.is_active else "停用"),
                    ),
                ),
            ),
            side=(history_of(f"staff:{row.pk}"),),
        )
