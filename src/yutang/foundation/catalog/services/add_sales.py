"""Count what was sold."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from yutang.foundation.catalog.models import Product


@transaction.atomic
def add_sales(quantities: Mapping[int, int]) -> None:
    """Add to the sales count of each product id; a negative quantity takes a refund back, never below zero.

    The count is no edit: the version stays.
    """
    by_quantity: dict[int, list[int]] = {}
    for product_id, quantity in quantities.items():
        if quantity:
            by_quantity.setdefault(quantity, []).append(product_id)
    locked = Product.objects.select_for_update().filter(pk__in=[pk for pk, n in quantities.items() if n])
    list(locked.order_by("pk").values_list("id"))
    for quantity, product_ids in by_quantity.items():
        Product.objects.filter(pk__in=product_ids).update(
            sales_count=Greatest(F("sales_count") + quantity, 0)
        )
