"""Where a customer's parcels go."""

from collections.abc import Iterable

from yutang.foundation.customers.contracts import AddressFacts, AddressUnknown
from yutang.foundation.customers.models import Address
from yutang.kernel.secrets import mask_phone


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


def addresses_by_ids(wants: Iterable[tuple[int, int]]) -> dict[tuple[int, int], AddressFacts]:
    """Addresses by (customer, address) for a batch, in one query; none that is somebody else's."""
    pairs = set(wants)
    rows = Address.objects.filter(pk__in={address_id for _, address_id in pairs})
    return {key: _facts(row) for row in rows if (key := (row.customer_id, row.pk)) in pairs}


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
