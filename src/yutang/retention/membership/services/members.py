"""The lock of everything a member has: his row."""

from collections.abc import Collection, Sequence
from datetime import datetime

from yutang.kernel.among import among
from yutang.kernel.batches import insert_missing
from yutang.retention.membership.models import Member


def lock_members(customer_ids: Collection[int], *, at: datetime) -> dict[int, Member]:
    """Lock these customers' rows in the order of their ids, making those that are missing; inside a transaction."""
    wanted = sorted(set(customer_ids))
    found = _locked(wanted)
    missing = [one for one in wanted if one not in found]
    if missing:
        _add(missing, at=at)
        found |= _locked(missing)
    return found


def hold_members(customer_ids: Collection[int], *, at: datetime) -> None:
    """Lock these customers' rows like ``lock_members``, for somebody who reads them later in the transaction."""
    wanted = sorted(set(customer_ids))
    if not wanted:
        return
    rows = Member.objects.select_for_update().filter(among(Member, "customer_id", wanted))
    held = set(rows.order_by("customer_id").values_list("customer_id", flat=True))
    missing = [one for one in wanted if one not in held]
    if missing:
        _add(missing, at=at)
        list(rows.order_by("customer_id").values_list("customer_id", flat=True))


def _add(customer_ids: Sequence[int], *, at: datetime) -> None:
    count = len(customer_ids)
    insert_missing(
        Member,
        customer_id=customer_ids,
        points=[0] * count,
        frozen=[0] * count,
        owed=[0] * count,
        growth=[0] * count,
        level=[0] * count,
        level_since=[None] * count,
        level_until=[None] * count,
        streak=[0] * count,
        last_check_in=[None] * count,
        joined_at=[at] * count,
    )


def _locked(customer_ids: Collection[int]) -> dict[int, Member]:
    if not customer_ids:
        return {}
    rows = Member.objects.select_for_update().filter(among(Member, "customer_id", customer_ids))
    return {row.customer_id: row for row in rows.order_by("customer_id")}
