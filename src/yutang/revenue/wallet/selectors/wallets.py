"""What lies in wallets."""

from collections.abc import Iterable

from yutang.foundation.ledger.api import balances
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.contracts import Parts, WalletFacts
from yutang.revenue.wallet.models import Wallet
from yutang.revenue.wallet.selectors.policy import current_policy


def parts_of(customer_ids: Iterable[int]) -> dict[int, Parts]:
    """Return what each customer's wallet holds, part by part, in one query."""
    ids = list(dict.fromkeys(customer_ids))
    held = balances([code for customer_id in ids for code in accounts.parts(customer_id)])
    return {
        customer_id: Parts(*(held[code].available for code in accounts.parts(customer_id)))
        for customer_id in ids
    }


def wallet_of(customer_id: int) -> WalletFacts:
    """Return a customer's wallet; who never had one has an empty one."""
    policy = current_policy()
    frozen = Wallet.objects.filter(customer_id=customer_id, is_frozen=True).exists()
    parts = parts_of([customer_id])[customer_id]
    return WalletFacts(customer_id, parts, frozen, policy.max_balance_fen, policy.max_topup_fen)
