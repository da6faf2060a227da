"""People who work here and what they may see."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from yutang.foundation.org.contracts import Scope, StaffFacts, StaffRole
from yutang.foundation.org.models import Staff, Store
from yutang.kernel.errors import NotFound

EVERYTHING = Scope(None)
NOTHING = Scope(frozenset())
_SEES_EVERYTHING = frozenset({StaffRole.HQ_ADMIN, StaffRole.HQ_OPERATOR, StaffRole.FINANCE})


def data_scope(staff: Staff | AnonymousUser) -> Scope:
    """Head office sees every store, a region manager those of his region, the others their own.

    Somebody who is not active staff sees nothing.
    """
    if not isinstance(staff, Staff) or not staff.is_active:
        return NOTHING
    if staff.is_superuser or StaffRole(staff.role) in _SEES_EVERYTHING:
        return EVERYTHING
    if staff.role == StaffRole.REGION_MANAGER and staff.region_id is not None:
        return Scope(frozenset(Store.objects.filter(region_id=staff.region_id).values_list("id", flat=True)))
    return Scope(frozenset({staff.store_id})) if staff.store_id is not None else NOTHING


def scopes_of(staff_ids: Iterable[int]) -> dict[int, Scope]:
    """What each of these people may see, in at most two queries; who is unknown or inactive sees nothing."""
    wanted = set(staff_ids)
    rows = list(Staff.objects.filter(pk__in=wanted))
    regions = {
        row.region_id
        for row in rows
        if row.region_id is not None and row.role == StaffRole.REGION_MANAGER and row.is_active
    }
    places: dict[int, set[int]] = {}
    for pk, region_id in (
        Store.objects.filter(region_id__in=regions).values_list("id", "region_id") if regions else ()
    ):
        places.setdefault(region_id, set()).add(pk)
    found = dict.fromkeys(wanted, NOTHING)
    for row in rows:
        if row.role == StaffRole.REGION_MANAGER and row.is_active and not row.is_superuser:
            found[row.pk] = Scope(frozenset(places.get(row.region_id or 0, ())))
        else:
            found[row.pk] = data_scope(row)
    return found


def staff_of(staff_id: int) -> StaffFacts:
    """One member of staff; NotFound if there is none."""
    found = staff_by_ids([staff_id]).get(staff_id)
    if found is None:
        raise NotFound("staff_unknown", "没有找到这位员工", field="staff_id", staff_id=staff_id)
    return found


def staff_by_ids(staff_ids: Iterable[int]) -> dict[int, StaffFacts]:
    """The staff among these ids, in one query."""
    return {row.pk: _facts(row) for row in Staff.objects.filter(pk__in=list(staff_ids))}


def guides_of(store_id: int) -> list[StaffFacts]:
    """The active guides of a store, longest-serving first."""
    rows = Staff.objects.filter(store_id=store_id, role=StaffRole.GUIDE.value, is_active=True)
    return [_facts(row) for row in rows.order_by("id")]


def _facts(row: Staff) -> StaffFacts:
    return StaffFacts(
        staff_id=row.pk,
        username=row.username,
        display_name=row.display_name,
        role=StaffRole(row.role),
        store_id=row.store_id,
        region_id=row.region_id,
        avatar=row.avatar,
        is_active=row.is_active,
    )
