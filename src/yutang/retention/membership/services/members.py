"""The lock of everything a member has: his row."""

from collections.abc import Collection
from datetime import datetime

from yutang.kernel.among import among
from yutang.retention.membership.models import Member


def lock_members(customer_ids: Collection[int], *, at: datetime) -> dict[int, Member]:
    """Lock these customers' rows in the order of their ids, making those that are missing; inside a transaction."""
    wanted = sorted(set(customer_ids))
    found = _locked(wanted)
    missing = [one for one in wanted if one not in found]
    if missing:
        Member.objects.bulk_create(
            [Member(customer_id=one, joined_at=at) for one in missing], ignore_conflicts=True
        )
        found |= _locked(missing)
    return found


def _locked(customer_ids: Collection[int]) -> dict[int, Member]:
    if not customer_ids:
        return {}
    rows = Member.objects.select_for_update().filter(among(Member, "customer_id", customer_ids))
    return {row.customer_id: row for row in rows.order_by("customer_id")}
