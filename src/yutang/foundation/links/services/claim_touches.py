"""A visitor signs in: what he opened before becomes his."""

from django.db import transaction

from yutang.foundation.links.contracts import Claimed
from yutang.foundation.links.events import TouchesClaimed
from yutang.foundation.links.models import Touch
from yutang.foundation.links.rules import candidate_of
from yutang.foundation.links.services.bind_candidates import bind_candidates
from yutang.kernel.clock import now
from yutang.kernel.outbox import publish


@transaction.atomic
def claim_touches(*, visitor_id: str, customer_id: int) -> Claimed:
    """Give a device's nameless touches to the customer and bind him to whoever brought him first.

    Touches that already belong to somebody stay his. Costs one query when there is nothing to claim.
    """
    if not visitor_id:
        return Claimed(0, ())
    touches = list(
        Touch.objects.select_for_update(of=("self",))
        .filter(visitor_id=visitor_id, customer_id__isnull=True)
        .select_related("link")
        .order_by("at", "id")
    )
    if not touches:
        return Claimed(0, ())
    ids = tuple(touch.pk for touch in touches)
    Touch.objects.filter(pk__in=ids).update(customer_id=customer_id)
    candidates = [
        candidate_of(
            customer_id=customer_id,
            owner_kind=touch.link.owner_kind,
            owner_id=touch.link.owner_id,
            link_id=touch.link_id,
            touch_id=touch.pk,
            at=touch.at,
        )
        for touch in touches
    ]
    bindings = bind_candidates([candidate for candidate in candidates if candidate], at=now())
    publish(TouchesClaimed(customer_id=customer_id, visitor_id=visitor_id, touch_ids=ids))
    return Claimed(len(ids), tuple(bindings))
