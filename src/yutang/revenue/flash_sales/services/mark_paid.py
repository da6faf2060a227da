"""Count what is paid, so that "n wait for their money" is true."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from yutang.kernel import clock
from yutang.revenue.flash_sales.models import FlashItem, FlashTaking
from yutang.revenue.flash_sales.selectors.item_rows import lock_items


@transaction.atomic
def mark_paid(order_ids: Collection[int]) -> int:
    """Mark the takings of paid orders; returns how many were new. Harmless to repeat."""
    waiting = FlashTaking.objects.filter(pk__in=order_ids, paid_at=None, returned_at=None)
    item_ids = set(waiting.values_list("item_id", flat=True))
    if not item_ids:
        return 0
    lock_items(item_ids)
    rows = list(waiting.values_list("pk", "item_id", "quantity"))
    FlashTaking.objects.filter(pk__in=[row[0] for row in rows]).update(paid_at=clock.now())
    paid: dict[int, int] = {}
    for _, item_id, quantity in rows:
        paid[item_id] = paid.get(item_id, 0) + quantity
    for item_id, quantity in paid.items():
        FlashItem.objects.filter(pk=item_id).update(paid=F("paid") + quantity)
    return len(rows)
