"""The door of the wallet."""

from yutang.revenue.wallet.rules import split_spending
from yutang.revenue.wallet.selectors.gifts import gift_by_code, gifts_of
from yutang.revenue.wallet.selectors.policy import current_policy, topup_offers
from yutang.revenue.wallet.selectors.purchases import purchase_of, purchases_missing_money
from yutang.revenue.wallet.selectors.statement import statement
from yutang.revenue.wallet.selectors.wallets import parts_of, wallet_of
from yutang.revenue.wallet.services.claim_card import claim_gift, redeem_card
from yutang.revenue.wallet.services.close_wallet import refund_principal, set_frozen
from yutang.revenue.wallet.services.gift_cards import (
    activate_cards,
    create_batch,
    expire_printed_cards,
    export_batch,
    unlock_card,
    void_cards,
)
from yutang.revenue.wallet.services.grant_bonus import grant_bonus
from yutang.revenue.wallet.services.provider import WalletProvider
from yutang.revenue.wallet.services.refund_gift import expire_gifts, refund_gift
from yutang.revenue.wallet.services.set_policy import create_offer, set_policy, switch_offer
from yutang.revenue.wallet.services.settle_purchases import close_overdue_purchases, settle_purchases
from yutang.revenue.wallet.services.start_purchase import (
    COVERS,
    GIFT_FACES_FEN,
    pay_purchase,
    start_gift,
    start_topup,
)

__all__ = [
    "COVERS",
    "GIFT_FACES_FEN",
    "WalletProvider",
    "activate_cards",
    "claim_gift",
    "close_overdue_purchases",
    "create_batch",
    "create_offer",
    "current_policy",
    "expire_gifts",
    "expire_printed_cards",
    "export_batch",
    "gift_by_code",
    "gifts_of",
    "grant_bonus",
    "parts_of",
    "pay_purchase",
    "purchase_of",
    "purchases_missing_money",
    "redeem_card",
    "refund_gift",
    "refund_principal",
    "set_frozen",
    "set_policy",
    "settle_purchases",
    "split_spending",
    "start_gift",
    "start_topup",
    "statement",
    "switch_offer",
    "topup_offers",
    "unlock_card",
    "void_cards",
    "wallet_of",
]
