"""Write down what a customer agreed to."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.customers.contracts import (
    BadCustomerField,
    ConsentGiven,
    ConsentPurpose,
    CustomerUnknown,
)
from yutang.foundation.customers.events import ConsentChanged
from yutang.foundation.customers.models import Consent, Customer
from yutang.foundation.customers.selectors.consents import current_consents
from yutang.kernel import clock
from yutang.kernel.batches import insert_columns
from yutang.kernel.outbox import publish_many


@transaction.atomic
def record_consents(customer_id: int, *, consents: Sequence[ConsentGiven], source: str) -> None:
    """Append what was given or withdrawn; what is in force already is not written again.

    Nothing may be sent for marketing without that consent, which is off until the customer turns it on.
    """
    _check(consents)
    if not Customer.objects.select_for_update().filter(pk=customer_id, erased_at=None).exists():
        raise CustomerUnknown(customer_id)
    in_force = {one.purpose: one.granted for one in current_consents(customer_id)}
    changed = [one for one in consents if in_force.get(ConsentPurpose(one.purpose)) is not one.granted]
    for one in changed:
        if one.purpose == ConsentPurpose.MARKETING:
            Customer.objects.filter(pk=customer_id).update(marketing_ok=one.granted)
    publish_many(append_consents([(customer_id, one) for one in changed], source=source))


def append_consents(consents: Sequence[tuple[int, ConsentGiven]], *, source: str) -> list[ConsentChanged]:
    """Write the consents of customers down as they are; the caller publishes the events and sets `marketing_ok`."""
    _check([one for _, one in consents])
    insert_columns(
        Consent,
        customer_id=[customer_id for customer_id, _ in consents],
        purpose=[one.purpose for _, one in consents],
        granted=[one.granted for _, one in consents],
        source=[source[:60]] * len(consents),
        at=[clock.now()] * len(consents),
    )
    return [ConsentChanged(customer_id, one.purpose, one.granted) for customer_id, one in consents]


def _check(consents: Sequence[ConsentGiven]) -> None:
    known = {one.value for one in ConsentPurpose}
    if any(given.purpose not in known for given in consents):
        raise BadCustomerField("purpose", "不认识的授权用途")
