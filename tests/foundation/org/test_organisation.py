"""The brand, stores, staff and what they may see."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from tests.foundation.fixtures import a_guide, a_store
from yutang.foundation.org import rules
from yutang.foundation.org.api import (
    BrandFacts,
    NewStaff,
    NewStore,
    StaffChanges,
    StaffRole,
    brand_profile,
    create_staff,
    create_store,
    data_scope,
    guides_of,
    import_stores,
    regions,
    staff_by_ids,
    store_of,
    stores,
    stores_by_ids,
    stores_by_no,
    update_brand,
    update_staff,
    update_store,
)
from yutang.foundation.org.models import Brand, Staff, Store
from yutang.kernel.audit import entries_of
from yutang.kernel.errors import Conflict, DomainError, NotFound

BRAND = BrandFacts(
    "金桔鲜果", "每天凌晨到货", "brand/logo.png", "#0b7a75", "400-800-1234", {"after_sale_hours": 48}
)


@pytest.mark.django_db
def test_there_is_one_brand() -> None:
    assert brand_profile().name == "鱼塘"

    update_brand(BRAND, actor="staff:1")
    shown = update_brand(BRAND, actor="staff:1")

    assert (shown.name, shown.brand_color, shown.policy) == ("金桔鲜果", "#0B7A75", {"after_sale_hours": 48})
    assert Brand.objects.count() == 1
    assert len(entries_of("brand:1")) == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Brand.objects.create(id=2, name="另一个", updated_at="2026-01-01T00:00Z")


@pytest.mark.parametrize(
    ("color", "ratio"),
    [("#000000", 21.0), ("#FFFFFF", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#0B7A75", 5.18)],
)
def test_contrast_follows_wcag(color: str, ratio: float) -> None:
    assert rules.contrast_on_white(color) == pytest.approx(ratio, abs=0.01)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("color", "code"),
    [
        ("#FFD700", "color_too_pale"),
        ("#777777", "color_too_pale"),
        ("teal", "bad_color"),
        ("#12345", "bad_color"),
    ],
)
def test_a_colour_nobody_can_read_is_refused(color: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        update_brand(BrandFacts("金桔", "", "", color, ""), actor="staff:1")

    assert (refusal.value.code, refusal.value.details["field"]) == (code, "brand_color")
    assert Brand.objects.count() == 0


@pytest.mark.django_db
def test_a_store_opens_in_its_region_and_closes_by_a_flag() -> None:
    store = a_store(no="S1", name="文三路店")
    assert (store.region_name, store.is_active) == ("杭州", True)
    assert [one.code for one in regions()] == ["hz"]

    closed = update_store(NewStore("S1", "文三路店", "hz", is_active=False), actor="staff:1")

    assert closed.is_active is False
    assert stores() == []
    assert [one.no for one in stores(include_closed=True)] == ["S1"]
    assert store_of(store.store_id).store_id == stores_by_no(["S1", "S2"])["S1"]
    assert set(stores_by_ids([store.store_id, 999])) == {store.store_id}
    with pytest.raises(Conflict):
        a_store(no="S1")
    with pytest.raises(NotFound):
        store_of(999)
    with pytest.raises(NotFound):
        update_store(NewStore("S9", "无", "hz"), actor="staff:1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("store", "field"),
    [
        (NewStore("", "店", "hz"), "no"),
        (NewStore("S1", " ", "hz"), "name"),
        (NewStore("S1", "店", ""), "region_code"),
        (NewStore("S1", "店", "hz", lat=91.0), "lat"),
        (NewStore("S1", "店", "hz", lng=-181.0), "lng"),
        (NewStore("S1", "店", "hz", address="长" * 201), "address"),
    ],
)
def test_a_bad_store_names_its_field(store: NewStore, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        create_store(store)

    assert refusal.value.details["field"] == field
    assert Store.objects.count() == 0


@pytest.mark.django_db
def test_importing_stores_again_changes_nothing() -> None:
    batch = [NewStore(f"CJ{n}", f"Store {n}", f"r{n % 5}") for n in range(457)]

    first, again = import_stores(batch), import_stores(batch)

    assert first == again
    assert (len(first), Store.objects.count(), len(regions())) == (457, 457, 5)


@pytest.mark.django_db
def test_staff_log_in_and_join_the_group_of_their_role() -> None:
    store = a_store()
    guide = a_guide(store.store_id, username="lin")

    assert authenticate(username="lin", password="a-long-password") is not None
    assert authenticate(username="lin", password="another") is None
    assert [one.display_name for one in guides_of(store.store_id)] == ["小林"]
    row = Staff.objects.get(pk=guide.staff_id)
    assert (row.is_staff, row.is_superuser, list(row.groups.values_list("name", flat=True))) == (
        True,
        False,
        ["guide"],
    )
    assert entries_of(f"staff:{guide.staff_id}")[0].change["role"] == "guide"
    assert staff_by_ids([guide.staff_id, 999]) == {guide.staff_id: guide}
    with pytest.raises(Conflict):
        a_guide(store.store_id, username="lin")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("staff", "field"),
    [
        (NewStaff("", "a-long-password", "林", StaffRole.FINANCE), "username"),
        (NewStaff("<b>", "a-long-password", "林", StaffRole.FINANCE), "username"),
        (NewStaff("lin", "short", "林", StaffRole.FINANCE), "password"),
        (NewStaff("lin", "a-long-password", " ", StaffRole.FINANCE), "display_name"),
        (NewStaff("lin", "a-long-password", "林", StaffRole.GUIDE), "store_id"),
        (NewStaff("lin", "a-long-password", "林", StaffRole.GUIDE, store_id=999), "store_id"),
        (NewStaff("lin", "a-long-password", "林", StaffRole.REGION_MANAGER), "region_id"),
    ],
)
def test_a_bad_log_in_names_its_field(staff: NewStaff, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        create_staff(staff)

    assert refusal.value.details["field"] == field
    assert Staff.objects.count() == 0


@pytest.mark.django_db
def test_everybody_sees_the_data_of_his_place() -> None:
    wensan, binjiang, ningbo = a_store(), a_store(), a_store(region_code="nb")
    guide = Staff.objects.get(pk=a_guide(wensan.store_id).staff_id)
    manager = Staff.objects.get(
        pk=create_staff(
            NewStaff("hz", "a-long-password", "周", StaffRole.REGION_MANAGER, region_id=wensan.region_id)
        ).staff_id
    )
    office = Staff.objects.get(
        pk=create_staff(NewStaff("hq", "a-long-password", "吴", StaffRole.HQ_OPERATOR)).staff_id
    )

    assert data_scope(guide).store_ids == {wensan.store_id}
    assert data_scope(manager).store_ids == {wensan.store_id, binjiang.store_id}
    assert data_scope(office).store_ids is None
    assert not data_scope(guide).covers(binjiang.store_id)
    assert not data_scope(guide).covers(None)
    assert data_scope(manager).covers(binjiang.store_id)
    assert not data_scope(manager).covers(ningbo.store_id)
    assert data_scope(office).covers(None)


@pytest.mark.django_db
def test_who_is_not_active_staff_sees_nothing() -> None:
    store = a_store()
    guide = Staff.objects.get(pk=a_guide(store.store_id).staff_id)
    guide.is_active = False

    assert data_scope(guide).store_ids == frozenset()
    assert data_scope(AnonymousUser()).store_ids == frozenset()


@pytest.mark.django_db
def test_a_superuser_is_head_office() -> None:
    boss = Staff.objects.create_superuser("boss", password="a-long-password")

    assert (boss.role, data_scope(boss).store_ids) == ("hq_admin", None)


@pytest.mark.django_db
def test_the_database_refuses_a_guide_without_store() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.create(username="stray", role="guide")


@pytest.mark.django_db
def test_a_log_in_changes_role_place_and_password() -> None:
    store, other = a_store(), a_store()
    guide = a_guide(store.store_id, username="lin")

    moved = update_staff(
        guide.staff_id,
        StaffChanges(role=StaffRole.STORE_MANAGER, store_id=other.store_id, password="a-newer-password"),
        actor="staff:900",
    )

    assert (moved.role, moved.store_id, moved.display_name) == (
        StaffRole.STORE_MANAGER,
        other.store_id,
        "小林",
    )
    assert authenticate(username="lin", password="a-newer-password") is not None
    row = Staff.objects.get(pk=guide.staff_id)
    assert list(row.groups.values_list("name", flat=True)) == ["store_manager"]
    assert "a-newer-password" not in str(entries_of(f"staff:{guide.staff_id}")[0].change)
    update_staff(guide.staff_id, StaffChanges(is_active=False), actor="staff:900")
    assert authenticate(username="lin", password="a-newer-password") is None
    for changes, field in (
        (StaffChanges(role=StaffRole.REGION_MANAGER), "region_id"),
        (StaffChanges(store_id=999), "store_id"),
        (StaffChanges(password="short"), "password"),
    ):
        with pytest.raises(DomainError) as refusal:
            update_staff(guide.staff_id, changes, actor="staff:900")
        assert refusal.value.details["field"] == field
    with pytest.raises(NotFound):
        update_staff(999, StaffChanges(), actor="staff:900")
