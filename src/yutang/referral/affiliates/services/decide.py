"""Decide about distributors; every decision is in the audit log."""

from django.db import transaction

from yutang.kernel import audit
from yutang.kernel.errors import Conflict
from yutang.referral.affiliates.contracts import AffiliateFacts, AffiliateStatus, affiliate_unknown
from yutang.referral.affiliates.models import Affiliate
from yutang.referral.affiliates.selectors.affiliates import facts_of
from yutang.referral.affiliates.services.apply import activate


def approve(*, affiliate_id: int, actor: str) -> AffiliateFacts:
    """Let an applicant become a distributor."""
    allowed = {AffiliateStatus.PENDING, AffiliateStatus.REJECTED}
    return _decide("approve", affiliate_id, AffiliateStatus.ACTIVE, allowed, actor=actor)


def reject(*, affiliate_id: int, actor: str, note: str = "") -> AffiliateFacts:
    """Turn an applicant down; he may apply again."""
    return _decide(
        "reject", affiliate_id, AffiliateStatus.REJECTED, {AffiliateStatus.PENDING}, actor=actor, note=note
    )


def suspend(*, affiliate_id: int, actor: str, note: str = "") -> AffiliateFacts:
    """Stop somebody from earning and withdrawing. Who brought whom stays, and what he earned stays his."""
    return _decide(
        "suspend", affiliate_id, AffiliateStatus.SUSPENDED, {AffiliateStatus.ACTIVE}, actor=actor, note=note
    )


def reinstate(*, affiliate_id: int, actor: str) -> AffiliateFacts:
    """Undo a suspension."""
    return _decide(
        "reinstate", affiliate_id, AffiliateStatus.ACTIVE, {AffiliateStatus.SUSPENDED}, actor=actor
    )


@transaction.atomic
def _decide(
    action: str,
    affiliate_id: int,
    to: AffiliateStatus,
    allowed: set[AffiliateStatus],
    *,
    actor: str,
    note: str = "",
) -> AffiliateFacts:
    row = Affiliate.objects.select_for_update(of=("self",)).filter(pk=affiliate_id).first()
    if row is None:
        raise affiliate_unknown()
    before = row.status
    if before == to:
        return facts_of(row)
    if before not in allowed:
        raise Conflict(
            "affiliate_state", f"分销员{row.get_status_display()}，不能这样操作", status_now=before
        )
    row.status, row.note = to, note.strip()[:200]
    if to == AffiliateStatus.ACTIVE:
        activate(row)
    else:
        row.save()
    audit.record(
        actor=actor,
        action=f"affiliates.{action}",
        subject=f"affiliate:{row.pk}",
        change={"status": [before, str(to)], "note": row.note},
    )
    return facts_of(row)
