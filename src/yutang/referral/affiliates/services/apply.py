"""Become a distributor. It never costs money, and bringing people in alone never pays."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from yutang.foundation.links.api import bindings_of
from yutang.foundation.links.contracts import BindingKind
from yutang.kernel.clock import now
from yutang.kernel.money import yuan
from yutang.kernel.outbox import Received, publish
from yutang.referral.affiliates.contracts import (
    AffiliateFacts,
    AffiliateStatus,
    JoinMode,
    PolicyFacts,
    affiliate_suspended,
    spend_short,
)
from yutang.referral.affiliates.events import AffiliateJoined
from yutang.referral.affiliates.models import Affiliate
from yutang.referral.affiliates.selectors.affiliates import facts_of
from yutang.referral.affiliates.selectors.policy import current_policy
from yutang.revenue.orders.api import paid_totals
from yutang.revenue.orders.events import OrderPaid


def apply(*, customer_id: int, name: str = "", reason: str = "") -> AffiliateFacts:
    """Ask to become a distributor: at once where the policy says so, else pending until somebody decides.

    Asking again while pending or active changes nothing; after a rejection it starts anew. Raises spend_short
    when the policy asks for purchases, affiliate_suspended for somebody who was suspended.
    """
    policy = current_policy()
    standing = Affiliate.objects.filter(customer_id=customer_id).first()
    if standing is not None:
        if standing.status == AffiliateStatus.SUSPENDED:
            raise affiliate_suspended()
        if standing.status in {AffiliateStatus.PENDING, AffiliateStatus.ACTIVE}:
            return facts_of(standing)
    if policy.mode == JoinMode.BY_SPEND:
        paid = paid_totals([customer_id]).get(customer_id, 0)
        if paid < policy.spend_threshold_fen:
            raise spend_short(policy.spend_threshold_fen, yuan(policy.spend_threshold_fen))
    status = AffiliateStatus.PENDING if policy.mode == JoinMode.APPLY else AffiliateStatus.ACTIVE
    return enrol(customer_id=customer_id, status=status, mode=policy.mode, name=name, reason=reason)


def join_automatically(customer_id: int, policy: PolicyFacts) -> AffiliateFacts | None:
    """Make somebody who shares a distributor where everybody is one; None where the policy is another."""
    if policy.mode != JoinMode.AUTOMATIC:
        return None
    return apply(customer_id=customer_id)


def join_by_spend(batch: Sequence[Received[OrderPaid]]) -> int:
    """Make buyers who have spent enough distributors, where the policy says so; returns how many joined."""
    policy = current_policy()
    if policy.mode != JoinMode.BY_SPEND:
        return 0
    buyers = {received.event.customer_id for received in batch if not received.event.imported}
    known = set(Affiliate.objects.filter(customer_id__in=buyers).values_list("customer_id", flat=True))
    totals = paid_totals(sorted(buyers - known))
    ready = [buyer for buyer in sorted(buyers - known) if totals.get(buyer, 0) >= policy.spend_threshold_fen]
    for buyer in ready:
        enrol(customer_id=buyer, status=AffiliateStatus.ACTIVE, mode=policy.mode)
    return len(ready)


def enrol(
    *, customer_id: int, status: AffiliateStatus, mode: str, name: str = "", reason: str = ""
) -> AffiliateFacts:
    """Write the distributor's row, below whoever brought him if that one is a distributor already."""
    try:
        with transaction.atomic():
            row = Affiliate.objects.select_for_update(of=("self",)).filter(customer_id=customer_id).first()
            if row is None:
                row = Affiliate(customer_id=customer_id, parent=_parent_of(customer_id))
            elif row.status in {AffiliateStatus.ACTIVE, AffiliateStatus.SUSPENDED}:
                return facts_of(row)
            row.status, row.mode, row.applied_at, row.note = status, mode, now(), ""
            row.applicant_name, row.reason = name.strip()[:40], reason.strip()[:200]
            activate(row) if status == AffiliateStatus.ACTIVE else row.save()
    except IntegrityError:
        # Two requests at once: the other one wrote the row.
        row = Affiliate.objects.get(customer_id=customer_id)
    return facts_of(row)


def activate(row: Affiliate) -> None:
    """Store the row as an active distributor and tell the log."""
    row.status, row.joined_at = AffiliateStatus.ACTIVE, row.joined_at or now()
    row.save()
    publish(
        AffiliateJoined(
            affiliate_id=row.pk, customer_id=row.customer_id, parent_id=row.parent_id, mode=row.mode
        )
    )


def _parent_of(customer_id: int) -> Affiliate | None:
    holders = [b.holder_id for b in bindings_of([customer_id]) if b.kind == BindingKind.DISTRIBUTOR]
    return Affiliate.objects.filter(customer_id__in=holders).exclude(customer_id=customer_id).first()
