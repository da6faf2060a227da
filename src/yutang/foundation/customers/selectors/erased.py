"""Who asked to be forgotten."""

from collections.abc import Iterable

from yutang.foundation.customers.models import Customer


def erased_among(customer_ids: Iterable[int]) -> frozenset[int]:
    """Those of the given customers whose personal data was erased."""
    rows = Customer.objects.filter(pk__in=set(customer_ids), erased_at__isnull=False)
    return frozenset(rows.values_list("pk", flat=True))
