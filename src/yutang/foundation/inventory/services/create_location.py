"""Open places where goods lie."""

from django.db import transaction

from yutang.foundation.inventory.contracts import LocationKind
from yutang.foundation.inventory.models import Location
from yutang.foundation.org import api as org

DEFAULT_CODE = "main"
DEFAULT_NAME = "总仓"


@transaction.atomic
def create_location(*, code: str, name: str) -> int:
    """Open a warehouse, or return the one that has this code."""
    location, _ = Location.objects.get_or_create(
        code=code, defaults={"name": name, "kind": LocationKind.WAREHOUSE.value}
    )
    return location.pk


def default_location_id() -> int:
    """The warehouse that deliveries leave from; opened on first use."""
    found = Location.objects.filter(code=DEFAULT_CODE).values_list("id", flat=True).first()
    return found if found is not None else create_location(code=DEFAULT_CODE, name=DEFAULT_NAME)


def location_of_store(store_id: int) -> int:
    """The location of a store; opened on first use, so every store can hold stock for pick-up."""
    found = Location.objects.filter(store_id=store_id).values_list("id", flat=True).first()
    if found is not None:
        return found
    store = org.store_of(store_id)
    location, _ = Location.objects.get_or_create(
        store_id=store_id,
        defaults={"code": f"store-{store_id}", "name": store.name, "kind": LocationKind.STORE.value},
    )
    return location.pk
