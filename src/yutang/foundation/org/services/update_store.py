"""Change a store."""

from django.db import transaction

from yutang.foundation.org import rules
from yutang.foundation.org.contracts import NewStore, StoreFacts
from yutang.foundation.org.models import Region, Store
from yutang.foundation.org.selectors.stores import store_of
from yutang.kernel import audit
from yutang.kernel.errors import NotFound


@transaction.atomic
def update_store(store: NewStore, *, actor: str) -> StoreFacts:
    """Replace the fields of the store with this number. A store is closed by `is_active`. Audited with what differs."""
    rules.check_store(store)
    row = Store.objects.select_for_update().filter(no=store.no).first()
    if row is None:
        raise NotFound("store_unknown", "没有找到这家门店", field="no", no=store.no)
    region, _ = Region.objects.get_or_create(
        code=store.region_code, defaults={"name": store.region_name or store.region_code}
    )
    change: dict[str, object] = {}
    if row.region_id != region.pk:
        row.region, change["region"] = region, region.code
    for field in ("name", "address", "lat", "lng", "hours", "phone", "pickup_enabled", "is_active"):
        value = getattr(store, field)
        if getattr(row, field) != value:
            change[field] = value
            setattr(row, field, value)
    if not change:
        return store_of(row.pk)
    row.save()
    audit.record(actor=actor, action="org.update_store", subject=f"store:{row.pk}", change=change)
    return store_of(row.pk)
