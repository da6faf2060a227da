"""When customers have their birthday."""

from collections.abc import Collection
from datetime import date

from yutang.foundation.customers.models import Customer


def birthdays_of(customer_ids: Collection[int]) -> dict[int, date]:
    """The birthdays of those customers who told it, in one query."""
    rows = Customer.objects.filter(pk__in=list(customer_ids), birthday__isnull=False)
    return {pk: birthday for pk, birthday in rows.values_list("pk", "birthday") if birthday is not None}
