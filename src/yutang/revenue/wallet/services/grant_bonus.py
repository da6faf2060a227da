"""Bonus money from other rooms: a prize, a gift from points, a kind word from the merchant."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.ledger.api import post_transfers
from yutang.kernel.errors import DomainError
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.contracts import BonusGrant, Parts
from yutang.revenue.wallet.services.lock_wallets import lock_wallets
from yutang.revenue.wallet.services.moves import Act, into_wallet


@transaction.atomic
def grant_bonus(grants: Sequence[BonusGrant]) -> int:
    """Put bonus money into wallets, each key once; returns how many were new.

    The limit of a wallet is for money that customers pay in, so a prize is never lost to it.
    """
    if any(type(grant.amount_fen) is not int or grant.amount_fen <= 0 for grant in grants):
        raise DomainError("bonus_amount_invalid", "赠金须大于 0", field="amount_fen")
    lock_wallets(grant.customer_id for grant in grants)
    specs = [
        spec
        for grant in grants
        for spec in into_wallet(
            Act(grant.customer_id, f"wallet-bonus:{grant.key}", "wallet_bonus", grant.memo[:120]),
            Parts(bonus=grant.amount_fen),
            (accounts.CARDS_SOLD, accounts.PAID_IN, accounts.BONUS_COST),
        )
    ]
    return sum(receipt.is_new for receipt in post_transfers(specs)) if specs else 0
