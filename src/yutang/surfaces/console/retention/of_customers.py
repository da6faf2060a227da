"""Lists whose rows belong to customers: each member of staff sees those of his stores."""

from typing import Any

from django.db.models import QuerySet

from yutang.foundation.customers.models import Customer
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.people import attach_customers


class CustomersAdmin(ConsoleAdmin):
    """Rows have a customer_id; who may see the customer may see them."""

    area = "customers"

    def narrow_to_stores(self, rows: QuerySet[Any], stores: frozenset[int]) -> QuerySet[Any]:
        """Only customers who belong to these stores."""
        return rows.filter(customer_id__in=Customer.objects.filter(home_store_id__in=stores).values("pk"))

    def prepare(self, rows: list[Any]) -> None:
        """Whose they are."""
        attach_customers(rows)
