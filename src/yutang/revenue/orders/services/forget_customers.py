"""Let go of what orders know about customers who asked to be forgotten."""

import json
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from yutang.revenue.orders.contracts import OrderStatus
from yutang.revenue.orders.models import AfterSale, CartLine, Order

_REGION = ("province", "city", "district")
_ENDED = Q(status=OrderStatus.CANCELLED) | Q(after_sale_closed_at__isnull=False)


@transaction.atomic
def forget_customers(customer_ids: Iterable[int]) -> int:
    """Blank name, phone, street and notes on their ended orders, and empty their carts; returns the orders changed.

    Amounts and regions stay: the books need them, and they name nobody. An order that is still on its way keeps
    its address until it has ended; then this is called again. Doing it twice changes nothing.
    """
    ids = sorted(set(customer_ids))
    if not ids:
        return 0
    CartLine.objects.filter(customer_id__in=ids).delete()
    changed = []
    for order in Order.objects.select_for_update().filter(_ENDED, customer_id__in=ids).order_by("pk"):
        bare = _without_person(order.address)
        if (bare, "") != (order.address, order.note):
            order.address, order.note = bare, ""
            changed.append(order)
    Order.objects.bulk_update(changed, ["address", "note"], batch_size=500)
    AfterSale.objects.filter(order__in=changed).update(description="", evidence=[])
    return len(changed)


def _without_person(address: str) -> str:
    if not address:
        return ""
    parts = json.loads(address)
    kept = dict.fromkeys(parts, "") | {name: parts.get(name, "") for name in _REGION}
    return json.dumps(kept, ensure_ascii=False)
