"""What a customer agreed to."""

from yutang.foundation.customers.contracts import ConsentFacts, ConsentPurpose
from yutang.foundation.customers.models import Consent


def current_consents(customer_id: int) -> list[ConsentFacts]:
    """The consent in force for each purpose that was ever asked."""
    newest: dict[str, ConsentFacts] = {}
    for one in consent_history(customer_id):
        newest.setdefault(one.purpose, one)
    return list(newest.values())


def consent_history(customer_id: int) -> list[ConsentFacts]:
    """Everything the customer ever agreed to or withdrew, newest first."""
    rows = Consent.objects.filter(customer_id=customer_id).order_by("-id")
    return [
        ConsentFacts(ConsentPurpose(purpose), granted, source, at)
        for purpose, granted, source, at in rows.values_list("purpose", "granted", "source", "at")
    ]
