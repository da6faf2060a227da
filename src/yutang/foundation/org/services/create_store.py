"""Open a store."""

from django.db import transaction

from yutang.foundation.org import rules
from yutang.foundation.org.contracts import NewStore, StoreFacts
from yutang.foundation.org.models import Region, Store
from yutang.foundation.org.selectors.stores import store_of
from yutang.kernel import audit
from yutang.kernel.errors import Conflict


@transaction.atomic
def create_store(store: NewStore, *, actor: str = "system") -> StoreFacts:
    """Open a store in its region (made if new); a number that exists already is a Conflict. Audited."""
    rules.check_store(store)
    if Store.objects.filter(no=store.no).exists():
        raise Conflict("store_exists", "这个门店编号已经有了", field="no", no=store.no)
    region, _ = Region.objects.get_or_create(
        code=store.region_code, defaults={"name": store.region_name or store.region_code}
    )
    made = Store.objects.create(
        no=store.no,
        name=store.name,
        region=region,
        address=store.address,
        lat=store.lat,
        lng=store.lng,
        hours=store.hours,
        phone=store.phone,
        pickup_enabled=store.pickup_enabled,
        is_active=store.is_active,
    )
    audit.record(
        actor=actor,
        action="org.create_store",
        subject=f"store:{made.pk}",
        change={"no": store.no, "name": store.name, "region": store.region_code},
    )
    return store_of(made.pk)
