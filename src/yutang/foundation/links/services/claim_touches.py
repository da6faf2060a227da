"""A visitor signs in: what he opened before becomes his."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from yutang.foundation.links.contracts import BindingFacts, Claimed
from yutang.foundation.links.events import TouchesClaimed
from yutang.foundation.links.models import Link, Touch
from yutang.foundation.links.rules import candidate_of
from yutang.foundation.links.services.bind_candidates import bind_candidates
from yutang.kernel.batch_update import update_columns
from yutang.kernel.batches import one_statement
from yutang.kernel.clock import now
from yutang.kernel.outbox import publish_many
from yutang.kernel.queries import Many, Query

_NAMELESS = Query(
    lambda: (
        Touch.objects.select_for_update()
        .filter(visitor_id__among=Many("visitors"), customer_id__isnull=True)
        .order_by("at", "id")
        .values_list("id", "visitor_id", "link_id", "at")
    )
)
_OWNERS = Query(
    lambda: Link.objects.filter(pk__among=Many("ids")).order_by().values_list("id", "owner_kind", "owner_id")
)
NOTHING = Claimed(0, ())


def claim_touches(*, visitor_id: str, customer_id: int) -> Claimed:
    """Give a device's nameless touches to the customer and bind him to whoever brought him first.

    Touches that already belong to somebody stay his. Costs one query when there is nothing to claim.
    """
    return claim_many({visitor_id: customer_id}).get(visitor_id, NOTHING)


@transaction.atomic
def claim_many(customers: Mapping[str, int], *, newcomers: Collection[int] = ()) -> dict[str, Claimed]:
    """Like claim_touches for many devices, by visitor id; statements do not grow with the batch.

    ``newcomers`` are those among the customers who registered just now and have not heard of it yet.
    """
    visitor_ids = [visitor_id for visitor_id in customers if visitor_id]
    if not visitor_ids:
        return {}
    touches = _NAMELESS.rows(visitors=visitor_ids)
    if not touches:
        return {}
    links = {row[0]: row for row in _OWNERS.rows(ids={link_id for _, _, link_id, _ in touches})}
    candidates = [
        candidate_of(
            customer_id=customers[visitor_id],
            owner_kind=links[link_id][1],
            owner_id=links[link_id][2],
            link_id=link_id,
            touch_id=touch_id,
            at=at,
        )
        for touch_id, visitor_id, link_id, at in touches
    ]
    with one_statement():
        owners = [customers[visitor_id] for _, visitor_id, _, _ in touches]
        update_columns(Touch, by="id", keys=[row[0] for row in touches], customer_id=owners, silent=True)
        found = [candidate for candidate in candidates if candidate]
        bindings = bind_candidates(found, at=now(), newcomers=newcomers)
        return _told(touches, customers, bindings)


def _told(
    touches: list[tuple[Any, ...]], customers: Mapping[str, int], bindings: list[BindingFacts]
) -> dict[str, Claimed]:
    ids: dict[str, list[int]] = {}
    for touch_id, visitor_id, _, _ in touches:
        ids.setdefault(visitor_id, []).append(touch_id)
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
