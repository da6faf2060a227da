"""The lock under which wallets are looked at before money comes in or goes out."""

from collections.abc import Iterable

from yutang.kernel import clock
from yutang.revenue.wallet.models import Wallet


def lock_wallets(customer_ids: Iterable[int]) -> dict[int, Wallet]:
    """Lock the customers' wallets in one order, opening the missing ones; call it inside a transaction."""
    ids = sorted(set(customer_ids))
    now = clock.now()
    Wallet.objects.bulk_create(
        [Wallet(customer_id=customer_id, created_at=now) for customer_id in ids], ignore_conflicts=True
    )
    rows = Wallet.objects.select_for_update().filter(customer_id__in=ids).order_by("customer_id")
    return {row.customer_id: row for row in rows}
