"""Groups of customers by what the customer book knows of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from yutang.foundation.customers.contracts import Audience
from yutang.foundation.customers.models import Customer


def audience_count(audience: Audience, now: datetime) -> int:
    """Return how many customers an audience has now; erased ones never belong to it."""
    return Customer.objects.filter(_query(audience, now)).count()


def audience_ids(audience: Audience, now: datetime, *, after_id: int = 0, limit: int = 1_000) -> list[int]:
    """Return the next customers of an audience in the order of their ids."""
    rows = Customer.objects.filter(_query(audience, now), pk__gt=after_id).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def customer_ids_of_nos(nos: Sequence[str]) -> dict[str, int]:
    """Return the ids of member numbers that exist."""
    return dict(Customer.objects.filter(no__in=list(nos), erased_at=None).values_list("no", "pk"))


def _query(audience: Audience, now: datetime) -> Q:
    query = Q(erased_at=None, created_at__lte=now)
    if audience.customer_ids:
        query &= Q(pk__in=audience.customer_ids)
    if audience.price_group:
        query &= Q(price_group=audience.price_group)
    if audience.store_id is not None:
        query &= Q(home_store_id=audience.store_id)
    if audience.joined_within_days is not None:
        query &= Q(created_at__gte=now - timedelta(days=audience.joined_within_days))
    if audience.away_for_days is not None:
        query &= Q(last_seen_at__lt=now - timedelta(days=audience.away_for_days))
    if audience.marketing_ok:
        query &= Q(marketing_ok=True)
    return query
