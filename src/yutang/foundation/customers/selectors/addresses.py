"""Where a customer's parcels go."""

from collections.abc import Iterable

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast

from yutang.foundation.customers.contracts import AddressFacts, AddressUnknown, Destination
from yutang.foundation.customers.models import Address
from yutang.kernel.queries import Many, Query
from yutang.kernel.secrets import mask_phone

PLAIN = ("province", "city", "district")
SEALED = ("name", "phone", "detail")
_SEALED_TEXTS = {f"sealed_{name}": Cast(name, TextField()) for name in SEALED}
_DESTINATIONS = Query(
    lambda: (
        Address.objects.filter(pk__among=Many("addresses"), customer__erased_at=None)
        .annotate(**_SEALED_TEXTS)
        .order_by()
        .values_list(
            "customer_id",
            "pk",
            "customer__price_group",
            "customer__home_store_id",
            *PLAIN,
            *_SEALED_TEXTS,
        )
    )
)


def addresses_of(customer_id: int) -> list[AddressFacts]:
    """The customer's addresses in clear, default first, then newest."""
    rows = Address.objects.filter(customer_id=customer_id).order_by("-is_default", "-id")
    return [_facts(row) for row in rows]


def address_of(customer_id: int, address_id: int) -> AddressFacts:
    """One of the customer's own addresses; AddressUnknown otherwise, also for somebody else's."""
    row = Address.objects.filter(customer_id=customer_id, pk=address_id).first()
    if row is None:
        raise AddressUnknown(address_id)
    return _facts(row)


def destinations(wants: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Destination]:
    """Where parcels go and what prices their owners see, by (customer, address), in one query.

    Nothing is decrypted: an order keeps the sealed text as it is. Somebody else's address is not among the answers.
    """
    pairs = set(wants)
    rows = _DESTINATIONS.rows(addresses={address_id for _, address_id in pairs})
    found: dict[tuple[int, int], Destination] = {}
    for customer_id, address_id, price_group, home_store_id, *parts in rows:
        if (customer_id, address_id) in pairs:
            text = orjson.dumps(dict(zip((*PLAIN, *SEALED), parts, strict=True), sealed=True)).decode()
            found[customer_id, address_id] = Destination(
                customer_id, text, price_group, home_store_id, province=parts[0]
            )
    return found


def _facts(row: Address) -> AddressFacts:
    return AddressFacts(
        address_id=row.pk,
        name=row.name,
        phone=row.phone,
        phone_masked=mask_phone(row.phone),
        province=row.province,
        city=row.city,
        district=row.district,
        detail=row.detail,
        region_code=row.region_code,
        is_default=row.is_default,
    )
