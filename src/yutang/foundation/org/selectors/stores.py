"""Stores and regions."""

from collections.abc import Iterable

from yutang.foundation.org.contracts import RegionFacts, StoreFacts
from yutang.foundation.org.models import Region, Store
from yutang.kernel.errors import NotFound
from yutang.kernel.queries import Many, Query

_COLUMNS = (
    "id",
    "no",
    "name",
    "region_id",
    "region__name",
    "address",
    "lat",
    "lng",
    "hours",
    "phone",
    "pickup_enabled",
    "is_active",
)
_BY_ID = Query(lambda: Store.objects.filter(pk__among=Many("ids")).order_by().values_list(*_COLUMNS))


def stores(*, include_closed: bool = False) -> list[StoreFacts]:
    """Every open store, by number, in one query."""
    rows = Store.objects.select_related("region").order_by("no")
    return [_facts(row) for row in (rows if include_closed else rows.filter(is_active=True))]


def store_of(store_id: int) -> StoreFacts:
    """One store, open or closed; NotFound if there is none."""
    row = Store.objects.select_related("region").filter(pk=store_id).first()
    if row is None:
        raise NotFound("store_unknown", "没有找到这家门店", field="store_id", store_id=store_id)
    return _facts(row)


def stores_by_ids(store_ids: Iterable[int]) -> dict[int, StoreFacts]:
    """The stores among these ids, in one query."""
    return {row[0]: StoreFacts(*row) for row in _BY_ID.rows(ids=list(store_ids))}


def stores_by_no(numbers: Iterable[str]) -> dict[str, int]:
    """Store ids by number, for those that exist."""
    return dict(Store.objects.filter(no__in=list(numbers)).values_list("no", "id"))


def regions() -> list[RegionFacts]:
    """Every region, by code."""
    return [RegionFacts(*row) for row in Region.objects.order_by("code").values_list("id", "code", "name")]


def _facts(row: Store) -> StoreFacts:
    return StoreFacts(
        store_id=row.pk,
        no=row.no,
        name=row.name,
        region_id=row.region_id,
        region_name=row.region.name,
        address=row.address,
        lat=row.lat,
        lng=row.lng,
        hours=row.hours,
        phone=row.phone,
        pickup_enabled=row.pickup_enabled,
        is_active=row.is_active,
    )
