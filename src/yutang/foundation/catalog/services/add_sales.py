"""Count what was sold."""

from collections import Counter
from collections.abc import Mapping

from django.db import transaction

from yutang.foundation.catalog.models import CountedSale, Product
from yutang.kernel.among import among
from yutang.kernel.batch_update import update_columns
from yutang.kernel.batches import insert_columns


@transaction.atomic
def add_sales(told: Mapping[int, Mapping[int, int]]) -> None:
    """Count sales once per event: by event id, how many pieces of each product id; negative for what came back.

    An event that was counted before is passed over, so a log that is read again changes nothing. Never below zero. The
    count is no edit: the version stays. Four statements for any batch.
    """
    ids = sorted(told)
    # The products are locked first: two readers of the same events then come one after the other.
    products = {product_id for pieces in told.values() for product_id in pieces}
    locked = Product.objects.select_for_update().filter(pk__in=sorted(products)).order_by("pk")
    counts = dict(locked.values_list("id", "sales_count"))
    known = set(
        CountedSale.objects.filter(among(CountedSale, "event_id", ids)).values_list("event_id", flat=True)
    )
    fresh = [event_id for event_id in ids if event_id not in known and told[event_id]]
    if not fresh:
        return
    insert_columns(CountedSale, event_id=fresh)
    changed: Counter[int] = Counter()
    for event_id in fresh:
        for product_id, quantity in told[event_id].items():
            changed[product_id] += quantity
    moved = [product_id for product_id in counts if changed[product_id]]
    update_columns(
        Product,
        by="id",
        keys=moved,
        sales_count=[max(counts[product_id] + changed[product_id], 0) for product_id in moved],
    )
