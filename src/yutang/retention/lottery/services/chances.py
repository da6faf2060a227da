"""Free draws, for checking in or for an order; nothing has to be shared for them."""

from collections.abc import Sequence

from django.db import transaction

from yutang.kernel import clock
from yutang.retention.lottery.contracts import ChanceGrant, LotteryStatus
from yutang.retention.lottery.models import Chance, Lottery


@transaction.atomic
def grant_chances(grants: Sequence[ChanceGrant]) -> int:
    """Give a chance in every running lottery that rewards the source, each key once; returns how many were asked for."""
    now = clock.now()
    running = Lottery.objects.filter(status=LotteryStatus.PUBLISHED, starts_at__lte=now, ends_at__gt=now)
    lotteries = list(running.order_by("pk"))
    rows = [
        Chance(
            lottery=lottery,
            customer_id=grant.customer_id,
            source=grant.source,
            key=f"{lottery.pk}:{grant.key}",
            created_at=now,
        )
        for lottery in lotteries
        for grant in grants
        if _rewards(lottery, grant)
    ]
    Chance.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _rewards(lottery: Lottery, grant: ChanceGrant) -> bool:
    if grant.source == "check_in":
        return lottery.chance_on_check_in
    return 0 < lottery.chance_order_fen <= grant.paid_fen


def revoke_chances(keys: Sequence[str]) -> int:
    """Take back chances that were not used, because what they were given for is gone; returns how many."""
    ids = Lottery.objects.exclude(status=LotteryStatus.DRAFT).values_list("pk", flat=True)
    wanted = [f"{pk}:{key}" for pk in ids for key in keys]
    unused = Chance.objects.filter(key__in=wanted, used_at=None, revoked_at=None)
    return unused.update(revoked_at=clock.now())
