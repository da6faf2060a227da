"""Give points."""

from collections.abc import Sequence

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.among import among
from yutang.retention.membership.contracts import PointsGrant, PointsGranted, points_invalid
from yutang.retention.membership.models import PointLot
from yutang.retention.membership.rules import expiry_of, is_amount
from yutang.retention.membership.selectors.policy import current_policy
from yutang.retention.membership.services.points_book import FreshLot, PointsBook


@transaction.atomic
def grant_points(grants: Sequence[PointsGrant]) -> list[PointsGranted]:
    """Give each customer his points, once per key for ever; one answer per grant, in order.

    What a customer owes takes its part before anything becomes spendable. A constant number of statements. Within one
    transaction call it before anything else touches the ledger: members are locked before accounts.
    """
    for grant in grants:
        if not is_amount(grant.points):
            raise points_invalid(grant.points)
    if not grants:
        return []
    at = clock.now()
    book = PointsBook.opened({grant.customer_id for grant in grants}, at=at)
    rows = PointLot.objects.filter(among(PointLot, "key", [grant.key for grant in grants]))
    known = set(rows.values_list("key", flat=True))
    policy = current_policy()
    answers: dict[str, PointsGranted] = {}
    receipts = []
    for grant in grants:
        if grant.key in known or grant.key in answers:
            receipts.append(PointsGranted(grant.key, grant.customer_id, grant.points, 0, is_new=False))
            continue
        lot = FreshLot(
            customer_id=grant.customer_id,
            key=grant.key,
            reason=str(grant.reason),
            memo=grant.memo,
            points=grant.points,
            is_frozen=grant.frozen_until is not None and grant.frozen_until > at,
            frozen_until=grant.frozen_until,
            expires_at=grant.expires_at or expiry_of(policy, at),
            created_at=at,
        )
        repaid = book.grant(lot, subject=grant.subject)
        answers[grant.key] = PointsGranted(grant.key, grant.customer_id, grant.points, repaid, is_new=True)
        receipts.append(answers[grant.key])
    book.write()
    return receipts
