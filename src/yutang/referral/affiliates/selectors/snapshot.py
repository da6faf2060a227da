"""What an order remembers of distribution: who earns and at which rates, frozen before anybody pays."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from yutang.kernel.queries import Many, Query
from yutang.referral.affiliates.contracts import AffiliateStatus, PolicyFacts
from yutang.referral.affiliates.models import Affiliate
from yutang.referral.affiliates.selectors.policy import current_policy, product_rates
from yutang.revenue.orders.contracts import DraftOrder

NO_DISTRIBUTOR = "no_distributor"
NOT_ACTIVE = "not_active"


class _Known(NamedTuple):
    """A distributor and who brought him."""

    pk: int
    customer_id: int
    status: str
    parent_id: int | None
    parent_customer_id: int | None
    parent_status: str | None


_KNOWN = Query(
    lambda: (
        Affiliate.objects.filter(customer_id__among=Many("people"))
        .order_by()
        .values_list("id", "customer_id", "status", "parent_id", "parent__customer_id", "parent__status")
    )
)


def freeze_commissions(drafts: Sequence[DraftOrder]) -> list[dict[str, Any]]:
    """Return one snapshot per draft, in order. Three queries for any batch, fewer when nobody earns.

    ``why`` says, when nobody earns, why not. A suspended level-1 distributor earns nothing, the one above
    still does.
    """
    people = {draft.distributor_id for draft in drafts if draft.distributor_id is not None}
    policy = current_policy()
    if policy.self_buy:
        people |= {draft.customer_id for draft in drafts}
    if not people:
        return [{"levels": [], "lines": [], "policy": policy.version, "why": NO_DISTRIBUTOR} for _ in drafts]
    affiliates = {row[1]: _Known(*row) for row in _KNOWN.rows(people=people)}
    rates = product_rates({line.product_id for draft in drafts for line in draft.lines}) if affiliates else {}
    return [_snapshot(draft, affiliates, policy, rates) for draft in drafts]


def _snapshot(
    draft: DraftOrder,
    affiliates: dict[int, _Known],
    policy: PolicyFacts,
    rates: dict[int, tuple[int, int]],
) -> dict[str, Any]:
    first = _first_level(draft, affiliates, policy)
    levels = _levels(first, draft)
    if not levels:
        why = NO_DISTRIBUTOR if first is None else NOT_ACTIVE
        return {"levels": [], "lines": [], "policy": policy.version, "why": why}
    return {
        "levels": levels,
        "via_customer_id": first.customer_id if first else 0,
        "lines": [
            {
                "sku_id": line.sku_id,
                "product_id": line.product_id,
                "rates": list(rates.get(line.product_id, (policy.rate1_bp, policy.rate2_bp))),
                "rule": "product" if line.product_id in rates else "policy",
            }
            for line in draft.lines
        ],
        "policy": policy.version,
        "freeze_days": policy.freeze_days,
        "link_id": draft.link_id,
        "why": "",
    }


def _first_level(draft: DraftOrder, affiliates: dict[int, _Known], policy: PolicyFacts) -> _Known | None:
    """A distributor's own purchase earns him only where the policy says so; else his inviter earns."""
    own = affiliates.get(draft.customer_id)
    if policy.self_buy and own is not None and own.status == AffiliateStatus.ACTIVE:
        return own
    if draft.distributor_id is None or draft.distributor_id == draft.customer_id:
        return None
    return affiliates.get(draft.distributor_id)


def _levels(first: _Known | None, draft: DraftOrder) -> list[dict[str, int]]:
    """At most two: who brought the buyer, and who brought that one; never the buyer himself."""
    if first is None:
        return []
    earners = [(1, first.pk, first.customer_id, first.status)]
    if first.parent_id is not None and first.parent_customer_id != draft.customer_id:
        earners.append((2, first.parent_id, first.parent_customer_id or 0, first.parent_status or ""))
    return [
        {"level": level, "affiliate_id": pk, "customer_id": customer_id}
        for level, pk, customer_id, status in earners
        if status == AffiliateStatus.ACTIVE
    ]
