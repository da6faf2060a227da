"""Change somebody's log-in."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from yutang.foundation.org import rules
from yutang.foundation.org.contracts import StaffChanges, StaffFacts, StaffRole
from yutang.foundation.org.models import Region, Staff, Store
from yutang.foundation.org.selectors.staff import staff_of
from yutang.kernel import audit
from yutang.kernel.errors import Conflict, NotFound

_FIELDS = ("display_name", "role", "store_id", "region_id", "avatar", "is_active")


@transaction.atomic
def update_staff(staff_id: int, changes: StaffChanges, *, actor: str) -> StaffFacts:
    """Apply the changes; a new role also changes the group and who is a superuser. Audited with what differs.

    A role has its place and no other: whoever moves to head office leaves his store. Nobody takes his own role or
    log-in away, and the last administrator stays. The password itself never enters the audit, only that it was
    changed. Somebody who leaves is made inactive and never deleted: what he did stays his.
    """
    # Administrators first and together, so that two of them cannot remove each other at the same moment.
    admins = set(
        Staff.objects.select_for_update()
        .filter(role=StaffRole.HQ_ADMIN.value, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    row = Staff.objects.select_for_update().filter(pk=staff_id).first()
    if row is None:
        raise NotFound("staff_unknown", "没有找到这位员工", field="staff_id", staff_id=staff_id)
    changed = _apply(row, changes)
    _check_allowed(row, changed, admins, actor)
    if changes.password is not None:
        rules.check_password(changes.password)
        row.password = make_password(changes.password)
        changed["password"] = "changed"  # noqa: S105  (says that, not what)
    if not changed:
        return staff_of(staff_id)
    if "role" in changed:
        row.is_superuser = row.role == StaffRole.HQ_ADMIN
        group, _ = Group.objects.get_or_create(name=row.role)
        row.groups.set([group])
    row.save()
    audit.record(actor=actor, action="org.update_staff", subject=f"staff:{staff_id}", change=changed)
    return staff_of(staff_id)


def _apply(row: Staff, changes: StaffChanges) -> dict[str, Any]:
    before = {field: getattr(row, field) for field in _FIELDS}
    for field in _FIELDS:
        value = getattr(changes, field)
        if value is not None:
            setattr(row, field, value.value if isinstance(value, StaffRole) else value)
    row.store_id, row.region_id = rules.place_of_role(StaffRole(row.role), row.store_id, row.region_id)
    return {field: getattr(row, field) for field in _FIELDS if getattr(row, field) != before[field]}


def _check_allowed(row: Staff, changed: dict[str, Any], admins: set[int], actor: str) -> None:
    rules.check_place(
        display_name=row.display_name,
        role=StaffRole(row.role),
        store_id=row.store_id,
        region_id=row.region_id,
    )
    if row.store_id is not None and not Store.objects.filter(pk=row.store_id).exists():
        raise NotFound("store_unknown", "没有找到这家门店", field="store_id")
    if row.region_id is not None and not Region.objects.filter(pk=row.region_id).exists():
        raise NotFound("region_unknown", "没有找到这个区域", field="region_id")
    leaves = "role" in changed or changed.get("is_active") is False
    if leaves and actor == f"staff:{row.pk}":
        raise Conflict("staff_self", "不能停用自己或改自己的角色，请另一位管理员来做", field="role")
    if leaves and admins == {row.pk}:
        raise Conflict("staff_last_admin", "这是最后一位启用的总部管理员，先指定另一位", field="role")
