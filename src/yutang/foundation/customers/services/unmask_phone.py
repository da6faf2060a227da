"""Show a customer's phone number to a member of staff."""

from django.db import transaction

from yutang.foundation.customers.contracts import CustomerUnknown
from yutang.foundation.customers.models import Customer
from yutang.foundation.customers.selectors.profile import phone_of
from yutang.kernel import audit


@transaction.atomic
def unmask_phone(customer_id: int, *, actor: str, reason: str = "") -> str:
    """Return the number in clear, "" if there is none; who asked for it is written to the audit."""
    if not Customer.objects.filter(pk=customer_id).exists():
        raise CustomerUnknown(customer_id)
    audit.record(
        actor=actor,
        action="customers.unmask_phone",
        subject=f"customer:{customer_id}",
        change={"reason": reason[:200]},
    )
    return phone_of(customer_id)
