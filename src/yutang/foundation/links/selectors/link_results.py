"""What links did: the first lines of every channel report."""

from collections.abc import Collection

from django.db.models import Count

from yutang.foundation.links.contracts import LinkResult
from yutang.foundation.links.models import Touch


def link_results(link_ids: Collection[int]) -> dict[int, LinkResult]:
    """Count opens, devices and known customers per link; links nobody opened count zero."""
    rows = (
        Touch.objects.filter(link_id__in=link_ids)
        .values("link_id")
        .annotate(
            opens=Count("id"),
            visitors=Count("visitor_id", distinct=True),
            customers=Count("customer_id", distinct=True),
        )
        .order_by()
    )
    found = {
        row["link_id"]: LinkResult(row["link_id"], row["opens"], row["visitors"], row["customers"])
        for row in rows
    }
    return {link_id: found.get(link_id, LinkResult(link_id, 0, 0, 0)) for link_id in link_ids}
