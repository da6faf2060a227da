"""When customers last came by a link."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from yutang.foundation.links.models import Touch


def last_touches(customer_ids: Collection[int]) -> dict[int, datetime]:
    """Return when each customer last opened a link; those who never did are absent."""
    rows = (
        Touch.objects.filter(customer_id__in=customer_ids)
        .values("customer_id")
        .annotate(last=Max("at"))
        .order_by()
    )
    return {row["customer_id"]: row["last"] for row in rows if row["customer_id"] is not None}
