"""Write the bindings that touches earned. Shared by opening a link, signing in and binding by hand."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from yutang.foundation.links.contracts import DEFAULT_POLICY, AttributionPolicy, BindingFacts, BindingKind
from yutang.foundation.links.events import CustomerBound
from yutang.foundation.links.models import Binding
from yutang.foundation.links.rules import Candidate, chosen_candidates, would_close_a_circle
from yutang.foundation.links.selectors.bindings import bindings_of
from yutang.foundation.links.selectors.referral_chain import holders_above
from yutang.kernel import prepared
from yutang.kernel.batches import insert_columns, next_ids
from yutang.kernel.outbox import publish_many

_LOCK = 7_150_001
"""Of PostgreSQL's advisory locks: one writer of bindings at a time."""


@transaction.atomic
def bind_candidates(
    candidates: Sequence[Candidate],
    *,
    at: datetime,
    policy: AttributionPolicy = DEFAULT_POLICY,
    newcomers: Collection[int] = (),
) -> list[BindingFacts]:
    """Bind each customer to the first who brought him, if he is free and no circle would close.

    Costs one query when nothing is to be written, which is the usual case. ``newcomers`` have just been registered and
    nobody has told them: they own no link, so nobody can be below them and no circle can close.
    """
    if not candidates:
        return []
    if all(candidate.customer_id in newcomers for candidate in candidates):
        return _write(chosen_candidates(candidates, {}, at=at, policy=policy), {}, at=at, policy=policy)
    if not _winners(candidates, at=at, policy=policy)[0]:
        return []
    # A circle can only be seen by someone who sees every binding: writers of bindings queue up here.
    if connection.vendor == "postgresql":
        prepared.run("SELECT pg_advisory_xact_lock(%s::bigint)", [_LOCK])
    winners, standing = _winners(candidates, at=at, policy=policy)
    return _write(_without_circles(winners), standing, at=at, policy=policy)


def _winners(
    candidates: Sequence[Candidate], *, at: datetime, policy: AttributionPolicy
) -> tuple[list[Candidate], dict[tuple[int, str], BindingFacts]]:
    standing = {
        (binding.customer_id, binding.kind): binding
        for binding in bindings_of({candidate.customer_id for candidate in candidates})
    }
    return chosen_candidates(candidates, standing, at=at, policy=policy), standing


def _without_circles(winners: Sequence[Candidate]) -> list[Candidate]:
    by_distributor = [winner for winner in winners if winner.kind == BindingKind.DISTRIBUTOR]
    holders = holders_above({winner.holder_id for winner in by_distributor}) if by_distributor else {}
    kept = []
    for winner in winners:
        if winner.kind == BindingKind.DISTRIBUTOR:
            if would_close_a_circle(winner.customer_id, winner.holder_id, holders):
                continue
            holders[winner.customer_id] = winner.holder_id
        kept.append(winner)
    return kept


def _write(
    winners: Sequence[Candidate],
    standing: dict[tuple[int, str], BindingFacts],
    *,
    at: datetime,
    policy: AttributionPolicy,
) -> list[BindingFacts]:
    replaced = [standing.get((winner.customer_id, winner.kind)) for winner in winners]
    ended = [old.binding_id for old in replaced if old is not None]
    if ended:
        Binding.objects.filter(pk__in=ended).update(ended_at=at, ended_reason="保护期已过，由新的分享人接续")
    if not winners:
        return []
    rows = [
        BindingFacts(
            binding_id=binding_id,
            customer_id=winner.customer_id,
            kind=winner.kind,
            holder_id=winner.holder_id,
            link_id=winner.link_id,
            touch_id=winner.touch_id,
            bound_at=at,
            protected_until=at + timedelta(days=policy.protection_days),
        )
        for winner, binding_id in zip(winners, next_ids(Binding, len(winners)), strict=True)
    ]
    insert_columns(
        Binding,
        id=[row.binding_id for row in rows],
        customer_id=[row.customer_id for row in rows],
        kind=[str(row.kind) for row in rows],
        holder_id=[row.holder_id for row in rows],
        link_id=[row.link_id for row in rows],
        touch_id=[row.touch_id for row in rows],
        bound_at=[at] * len(rows),
        protected_until=[row.protected_until for row in rows],
        ended_at=[None] * len(rows),
        ended_reason=[""] * len(rows),
    )
    publish_many(
        [
            CustomerBound(
                customer_id=row.customer_id,
                kind=str(row.kind),
                holder_id=row.holder_id,
                link_id=row.link_id,
                touch_id=row.touch_id,
                previous_holder_id=old.holder_id if old else None,
            )
            for row, old in zip(rows, replaced, strict=True)
        ]
    )
    return rows
