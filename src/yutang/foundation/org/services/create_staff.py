"""Give somebody a log-in."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from yutang.foundation.org import rules
from yutang.foundation.org.contracts import NewStaff, StaffFacts, StaffRole
from yutang.foundation.org.models import Region, Staff, Store
from yutang.foundation.org.selectors.staff import staff_of
from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict, NotFound


@transaction.atomic
def create_staff(staff: NewStaff, *, actor: str = "system") -> StaffFacts:
    """Make a log-in with its role and the place that the role has; a user name that exists already is a Conflict. Audited.

    Everyone may enter the console and joins the group of his role, to which permissions are given; only a
    head-office administrator is a superuser.
    """
    rules.check_staff(staff)
    if Staff.objects.filter(username=staff.username).exists():
        raise Conflict("staff_exists", "这个登录名已经有人用了", field="username")
    if staff.store_id is not None and not Store.objects.filter(pk=staff.store_id).exists():
        raise NotFound("store_unknown", "没有找到这家门店", field="store_id")
    if staff.region_id is not None and not Region.objects.filter(pk=staff.region_id).exists():
        raise NotFound("region_unknown", "没有找到这个区域", field="region_id")
    store_id, region_id = rules.place_of_role(staff.role, staff.store_id, staff.region_id)
    row = Staff(
        username=staff.username,
        display_name=staff.display_name,
        role=staff.role.value,
        store_id=store_id,
        region_id=region_id,
        avatar=staff.avatar,
        is_staff=True,
        is_superuser=staff.role is StaffRole.HQ_ADMIN,
        date_joined=staff.joined_at or clock.now(),
    )
    row.password = staff.password_hash or make_password(staff.password)
    row.save()
    group, _ = Group.objects.get_or_create(name=staff.role.value)
    row.groups.add(group)
    audit.record(
        actor=actor,
        action="org.create_staff",
        subject=f"staff:{row.pk}",
        change={"username": staff.username, "role": staff.role.value, "store_id": store_id},
    )
    return staff_of(row.pk)
