"""A visitor signs in: what he opened before becomes his."""

from collections.abc import Mapping

from django.db import transaction

from yutang.foundation.links.contracts import BindingFacts, Claimed
from yutang.foundation.links.events import TouchesClaimed
from yutang.foundation.links.models import Touch
from yutang.foundation.links.rules import candidate_of
from yutang.foundation.links.services.bind_candidates import bind_candidates
from yutang.kernel.batch_update import update_columns
from yutang.kernel.clock import now
from yutang.kernel.outbox import publish_many

NOTHING = Claimed(0, ())


def claim_touches(*, visitor_id: str, customer_id: int) -> Claimed:
    """Give a device's nameless touches to the customer and bind him to whoever brought him first.

    Touches that already belong to somebody stay his. Costs one query when there is nothing to claim.
    """
    return claim_many({visitor_id: customer_id}).get(visitor_id, NOTHING)


@transaction.atomic
def claim_many(customers: Mapping[str, int]) -> dict[str, Claimed]:
    """Like claim_touches for many devices, by visitor id; statements do not grow with the batch."""
    visitor_ids = [visitor_id for visitor_id in customers if visitor_id]
    if not visitor_ids:
        return {}
    touches = list(
        Touch.objects.select_for_update(of=("self",))
        .filter(visitor_id__in=visitor_ids, customer_id__isnull=True)
        .select_related("link")
        .order_by("at", "id")
    )
    if not touches:
        return {}
    owners = [customers[touch.visitor_id] for touch in touches]
    update_columns(Touch, by="id", keys=[touch.pk for touch in touches], customer_id=owners)
    candidates = [
        candidate_of(
            customer_id=owner,
            owner_kind=touch.link.owner_kind,
            owner_id=touch.link.owner_id,
            link_id=touch.link_id,
            touch_id=touch.pk,
            at=touch.at,
        )
        for touch, owner in zip(touches, owners, strict=True)
    ]
    bindings = bind_candidates([candidate for candidate in candidates if candidate], at=now())
    return _told(touches, customers, bindings)


def _told(
    touches: list[Touch], customers: Mapping[str, int], bindings: list[BindingFacts]
) -> dict[str, Claimed]:
    ids: dict[str, list[int]] = {}
    for touch in touches:
        ids.setdefault(touch.visitor_id, []).append(touch.pk)
    publish_many(
        [
            TouchesClaimed(customer_id=customers[visitor], visitor_id=visitor, touch_ids=tuple(mine))
            for visitor, mine in ids.items()
        ]
    )
    return {
        visitor: Claimed(len(mine), tuple(b for b in bindings if b.customer_id == customers[visitor]))
        for visitor, mine in ids.items()
    }
