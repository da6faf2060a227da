"""Keep a customer's addresses."""

from django.db import transaction

from yutang.foundation.customers import rules
from yutang.foundation.customers.contracts import (
    AddressFacts,
    AddressFields,
    AddressUnknown,
    BadCustomerField,
    CustomerUnknown,
)
from yutang.foundation.customers.models import Address, Customer
from yutang.foundation.customers.selectors.addresses import address_of
from yutang.kernel import clock


@transaction.atomic
def save_address(customer_id: int, fields: AddressFields, *, address_id: int | None = None) -> AddressFacts:
    """Add an address or replace one of the customer's own; the first one becomes the default.

    BadCustomerField names a field that is wrong; AddressUnknown if the address is not this customer's.
    """
    given = rules.clean_address(fields)
    # The customer's row is the lock: two devices must not both make their address the default one.
    if not Customer.objects.select_for_update().filter(pk=customer_id, erased_at=None).exists():
        raise CustomerUnknown(customer_id)
    own = Address.objects.filter(customer_id=customer_id)
    at = clock.now()
    if address_id is None:
        count = own.count()
        if count >= rules.MOST_ADDRESSES:
            raise BadCustomerField("address", f"最多保存 {rules.MOST_ADDRESSES} 个地址，请先删除不用的")
        row = Address(customer_id=customer_id, created_at=at)
        is_default = given.is_default or count == 0
    else:
        found = own.filter(pk=address_id).first()
        if found is None:
            raise AddressUnknown(address_id)
        row = found
        is_default = given.is_default or found.is_default
    if is_default:
        own.exclude(pk=row.pk).filter(is_default=True).update(is_default=False)
    for name in ("name", "phone", "detail", "province", "city", "district", "region_code"):
        setattr(row, name, getattr(given, name))
    row.is_default = is_default
    row.updated_at = at
    row.save()
    return address_of(customer_id, row.pk)
