"""Change somebody's log-in."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from yutang.foundation.org import rules
from yutang.foundation.org.contracts import StaffChanges, StaffFacts, StaffRole
from yutang.foundation.org.models import Region, Staff, Store
from yutang.foundation.org.selectors.staff import staff_of
from yutang.kernel import audit
from yutang.kernel.errors import NotFound


@transaction.atomic
def update_staff(staff_id: int, changes: StaffChanges, *, actor: str) -> StaffFacts:
    """Apply the changes; a new role also changes the group and who is a superuser. Audited.

    The password itself never enters the audit, only that it was changed. Somebody who leaves is made inactive
    and never deleted: what he did stays his.
    """
    row = Staff.objects.select_for_update().filter(pk=staff_id).first()
    if row is None:
        raise NotFound("staff_unknown", "没有找到这位员工", field="staff_id", staff_id=staff_id)
    changed = {
        field: value
        for field in ("display_name", "role", "store_id", "region_id", "avatar", "is_active")
        if (value := getattr(changes, field)) is not None
    }
    for field, value in changed.items():
        setattr(row, field, value)
    rules.check_place(
        display_name=row.display_name,
        role=StaffRole(row.role),
        store_id=row.store_id,
        region_id=row.region_id,
    )
    _check_places_exist(row)
    if changes.password is not None:
        rules.check_password(changes.password)
        row.password = make_password(changes.password)
        changed["password"] = "changed"  # noqa: S105  (says that, not what)
    if changes.role is not None:
        row.is_superuser = changes.role is StaffRole.HQ_ADMIN
        group, _ = Group.objects.get_or_create(name=changes.role.value)
        row.groups.set([group])
    row.save()
    audit.record(actor=actor, action="org.update_staff", subject=f"staff:{staff_id}", change=changed)
    return staff_of(staff_id)


def _check_places_exist(row: Staff) -> None:
    if row.store_id is not None and not Store.objects.filter(pk=row.store_id).exists():
        raise NotFound("store_unknown", "没有找到这家门店", field="store_id")
    if row.region_id is not None and not Region.objects.filter(pk=row.region_id).exists():
        raise NotFound("region_unknown", "没有找到这个区域", field="region_id")
