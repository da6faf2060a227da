"""Take over many stores at once."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.org import rules
from yutang.foundation.org.contracts import NewStore
from yutang.foundation.org.models import Region, Store


@transaction.atomic
def import_stores(batch: Sequence[NewStore]) -> dict[str, int]:
    """Open the stores that are not known yet and return the id of every one by number.

    Known numbers are left as they are, so importing again changes nothing.
    """
    for store in batch:
        rules.check_store(store)
    regions = _regions({one.region_code: one.region_name or one.region_code for one in batch})
    Store.objects.bulk_create(
        (
            Store(
                no=one.no,
                name=one.name,
                region_id=regions[one.region_code],
                address=one.address,
                lat=one.lat,
                lng=one.lng,
                hours=one.hours,
                phone=one.phone,
                pickup_enabled=one.pickup_enabled,
                is_active=one.is_active,
            )
            for one in batch
        ),
        ignore_conflicts=True,
        batch_size=1_000,
    )
    return dict(Store.objects.filter(no__in=[one.no for one in batch]).values_list("no", "id"))


def _regions(names: dict[str, str]) -> dict[str, int]:
    Region.objects.bulk_create(
        (Region(code=code, name=name) for code, name in names.items()), ignore_conflicts=True
    )
    return dict(Region.objects.filter(code__in=list(names)).values_list("code", "id"))
