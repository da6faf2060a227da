"""Who is a distributor."""

from collections.abc import Collection

from yutang.referral.affiliates.contracts import AffiliateFacts
from yutang.referral.affiliates.models import Affiliate


def facts_of(row: Affiliate) -> AffiliateFacts:
    """Return the row as a contract."""
    return AffiliateFacts(
        affiliate_id=row.pk,
        customer_id=row.customer_id,
        status=row.status,
        parent_id=row.parent_id,
        applied_at=row.applied_at,
        joined_at=row.joined_at,
        note=row.note,
    )


def affiliate_of(customer_id: int) -> AffiliateFacts | None:
    """Return a customer's standing, or None when he never applied."""
    row = Affiliate.objects.filter(customer_id=customer_id).first()
    return None if row is None else facts_of(row)


def affiliates_by_ids(affiliate_ids: Collection[int]) -> dict[int, AffiliateFacts]:
    """Return the distributors that exist, in one query."""
    return {row.pk: facts_of(row) for row in Affiliate.objects.filter(pk__in=affiliate_ids)}
