"""Decide who shares the credit of orders about to be placed."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from yutang.foundation.links.contracts import (
    DEFAULT_POLICY,
    Attribution,
    AttributionPolicy,
    AttributionWant,
    BindingFacts,
    OwnerKind,
)
from yutang.foundation.links.models import Touch
from yutang.foundation.links.models.link import CARRIERS
from yutang.foundation.links.rules import SeenTouch, arbitrate
from yutang.foundation.links.selectors.bindings import bindings_of
from yutang.kernel.queries import Given, Many, Query

RECENT_TOUCHES = 10
"""Read per customer: one would do, were it not for batches that hold orders of different moments."""

_RANK = Window(RowNumber(), partition_by=F("customer_id"), order_by=[F("at").desc(), F("id").desc()])
_RECENT = Query(
    lambda: (
        Touch.objects.filter(
            customer_id__among=Many("customers"), at__gte=Given("since"), at__lte=Given("until")
        )
        .exclude(link__owner_kind=OwnerKind.CUSTOMER, link__owner_id=F("customer_id"))
        .annotate(rank=_RANK)
        .filter(rank__lte=RECENT_TOUCHES)
        .order_by()
        .values_list(
            "customer_id",
            "id",
            "link_id",
            "link__code",
            "link__carrier",
            "link__channel",
            "link__owner_kind",
            "link__owner_id",
            "at",
        )
    )
)
_CARRIER_TEXT = {str(carrier): text for carrier, text in CARRIERS}


def resolve_attributions(
    batch: Sequence[AttributionWant], policy: AttributionPolicy = DEFAULT_POLICY
) -> list[Attribution]:
    """Return one verdict per want, in order; shares add up to 10,000. Two queries for any batch."""
    if not batch:
        return []
    touches = _recent_touches(batch, policy)
    bindings: dict[int, dict[str, BindingFacts]] = {}
    for binding in bindings_of({want.customer_id for want in batch}):
        bindings.setdefault(binding.customer_id, {})[binding.kind] = binding
    return [
        arbitrate(want, touches.get(want.customer_id, []), bindings.get(want.customer_id, {}), policy)
        for want in batch
    ]


def _recent_touches(
    batch: Sequence[AttributionWant], policy: AttributionPolicy
) -> dict[int, list[SeenTouch]]:
    moments = [want.at for want in batch]
    rows = _RECENT.rows(
        customers={want.customer_id for want in batch},
        since=min(moments) - timedelta(days=policy.window_days),
        until=max(moments),
    )
    touches: dict[int, list[SeenTouch]] = {}
    for customer_id, touch_id, link_id, code, carrier, channel, owner_kind, owner_id, at in rows:
        if customer_id is None:
            continue
        touches.setdefault(customer_id, []).append(
            SeenTouch(
                touch_id=touch_id,
                link_id=link_id,
                code=code,
                carrier_text=_CARRIER_TEXT.get(carrier) or str(carrier),
                channel=channel,
                owner_kind=owner_kind,
                owner_id=owner_id,
                at=at,
            )
        )
    return touches
