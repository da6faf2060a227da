"""Forget an address."""

from django.db import transaction

from yutang.foundation.customers.contracts import AddressUnknown
from yutang.foundation.customers.models import Address, Customer


@transaction.atomic
def delete_address(customer_id: int, address_id: int) -> None:
    """Delete one of the customer's own addresses; the newest remaining one takes over as default."""
    list(Customer.objects.select_for_update().filter(pk=customer_id).values_list("id"))
    own = Address.objects.filter(customer_id=customer_id)
    row = own.filter(pk=address_id).first()
    if row is None:
        raise AddressUnknown(address_id)
    row.delete()
    if row.is_default:
        heir = own.order_by("-id").values_list("id", flat=True).first()
        if heir is not None:
            own.filter(pk=heir).update(is_default=True)
