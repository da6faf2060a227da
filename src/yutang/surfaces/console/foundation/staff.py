"""Staff: who logs in, with which role, at which place."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.org.api import NewStaff, StaffRole, create_staff, regions, stores
from yutang.foundation.org.contracts import ROLE_LABELS
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import state, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, flag_filter, store_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.pictures import face
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.labels import ACTIVE, ROLE


class NewStaffForm(forms.Form):
    """A log-in with its role and place."""

    username = forms.CharField(label="登录账号", max_length=60)
    password = forms.CharField(label="初始密码", min_length=8, max_length=128, widget=forms.PasswordInput)
    display_name = forms.CharField(label="姓名", max_length=40)
    role = forms.ChoiceField(
        label="角色", choices=[(role.value, label) for role, label in ROLE_LABELS.items()]
    )
    store_id = forms.TypedChoiceField(
        label="门店", required=False, coerce=int, empty_value=None, help_text="店长和导购必填"
    )
    region_id = forms.TypedChoiceField(
        label="区域", required=False, coerce=int, empty_value=None, help_text="区域经理必填"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        nobody = ("", "不指定")
        self.fields["store_id"].choices = [nobody, *((one.store_id, one.name) for one in stores())]  # type: ignore[attr-defined]
        self.fields["region_id"].choices = [nobody, *((one.region_id, one.name) for one in regions())]  # type: ignore[attr-defined]


def _create(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    facts = create_staff(NewStaff(**{**data, "role": StaffRole(data["role"])}), actor=actor_of(request))
    return Done(f"已新建员工 {facts.display_name}", reverse("admin:org_staff_change", args=[facts.staff_id]))


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
