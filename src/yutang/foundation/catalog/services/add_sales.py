"""Count what was sold."""

from collections.abc import Mapping

from django.db import transaction

from yutang.foundation.catalog.models import Product
from yutang.kernel.batch_update import update_columns


@transaction.atomic
def add_sales(quantities: Mapping[int, int]) -> None:
    """Add to the sales count of each product id; a negative quantity takes a refund back, never below zero.

    The count is no edit: the version stays.
    """
    changed = {product_id: quantity for product_id, quantity in quantities.items() if quantity}
    # The rows are locked in pk order, so what was read may be written back in one statement.
    locked = Product.objects.select_for_update().filter(pk__in=list(changed)).order_by("pk")
    counts = dict(locked.values_list("id", "sales_count"))
    update_columns(
        Product,
        by="id",
        keys=list(counts),
        sales_count=[max(count + changed[product_id], 0) for product_id, count in counts.items()],
    )
