"""People who move, leave, come back and forget their password; regions."""

import pytest
from django.contrib.auth import authenticate

from tests.foundation.fixtures import a_guide, a_store
from yutang.foundation.org.api import (
    NewStaff,
    StaffChanges,
    StaffRole,
    create_region,
    create_staff,
    regions,
    reset_password,
    staff_of,
    update_region,
    update_staff,
)
from yutang.foundation.org.models import Staff
from yutang.kernel.audit import entries_of
from yutang.kernel.errors import Conflict, DomainError, NotFound

PASSWORD = "a-long-password"


def an_admin(username: str) -> int:
    return create_staff(NewStaff(username, PASSWORD, "总管", StaffRole.HQ_ADMIN)).staff_id


@pytest.mark.django_db
def test_who_moves_to_head_office_leaves_the_store() -> None:
    store = a_store()
    guide = a_guide(store.store_id, username="lin")

    moved = update_staff(guide.staff_id, StaffChanges(role=StaffRole.HQ_OPERATOR), actor="system")

    assert (moved.role, moved.store_id, moved.region_id) == (StaffRole.HQ_OPERATOR, None, None)
    assert (moved.username, moved.display_name, moved.is_active) == ("lin", "小林", True)
    assert authenticate(username="lin", password=PASSWORD) is not None
    assert entries_of(f"staff:{guide.staff_id}")[0].change == {"role": "hq_operator", "store_id": None}


@pytest.mark.django_db
def test_a_change_that_changes_nothing_is_not_audited() -> None:
    guide = a_guide(a_store().store_id)

    same = update_staff(
        guide.staff_id, StaffChanges(display_name="小林", role=StaffRole.GUIDE), actor="system"
    )

    assert same == guide
    assert [one.action for one in entries_of(f"staff:{guide.staff_id}")] == ["org.create_staff"]


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [StaffChanges(is_active=False), StaffChanges(role=StaffRole.FINANCE)])
def test_nobody_takes_his_own_keys_and_the_last_administrator_stays(changes: StaffChanges) -> None:
    ann = an_admin("ann")
    with pytest.raises(Conflict) as refusal:
        update_staff(ann, changes, actor="system")
    assert refusal.value.code == "staff_last_admin"

    bob = an_admin("bob")
    with pytest.raises(Conflict) as refusal:
        update_staff(ann, changes, actor=f"staff:{ann}")
    assert refusal.value.code == "staff_self"

    update_staff(ann, changes, actor=f"staff:{bob}")
    assert not Staff.objects.filter(pk=ann, role="hq_admin", is_active=True).exists()
    assert staff_of(bob).is_active


@pytest.mark.django_db
def test_a_reset_password_is_told_once_and_the_old_one_is_dead() -> None:
    guide = a_guide(a_store().store_id, username="lin")

    told = reset_password(guide.staff_id, actor="staff:900")

    assert len(told) == 14
    assert authenticate(username="lin", password=told) is not None
    assert authenticate(username="lin", password=PASSWORD) is None
    assert staff_of(guide.staff_id) == guide
    entry = entries_of(f"staff:{guide.staff_id}")[0]
    assert (entry.action, entry.actor, entry.change) == ("org.reset_password", "staff:900", {})
    assert reset_password(guide.staff_id, actor="staff:900") != told
    with pytest.raises(Conflict):
        reset_password(guide.staff_id, actor=f"staff:{guide.staff_id}")
    with pytest.raises(NotFound):
        reset_password(999_999, actor="staff:900")


@pytest.mark.django_db
def test_a_region_opens_and_is_renamed() -> None:
    made = create_region(code="nb", name="宁波", actor="staff:900")
    other = create_region(code="hz", name="杭州", actor="staff:900")

    update_region(made.region_id, name="甬城", actor="staff:900")

    assert [(one.code, one.name) for one in regions()] == [("hz", "杭州"), ("nb", "甬城")]
    assert [one.action for one in entries_of(f"region:{made.region_id}")] == [
        "org.update_region",
        "org.create_region",
    ]
    assert len(entries_of(f"region:{other.region_id}")) == 1
    with pytest.raises(Conflict):
        create_region(code="nb", name="又一个", actor="staff:900")
    with pytest.raises(NotFound):
        update_region(999_999, name="无", actor="staff:900")
    for code, name, field in (("", "名", "code"), ("x", " ", "name"), ("x" * 33, "名", "code")):
        with pytest.raises(DomainError) as refusal:
            create_region(code=code, name=name, actor="staff:900")
        assert refusal.value.details["field"] == field
    assert len(regions()) == 2
