"""Tables of the wallet."""

from yutang.revenue.wallet.models.gift_card import GiftCard, GiftCardBatch
from yutang.revenue.wallet.models.offer import TopUpOffer, WalletPolicy
from yutang.revenue.wallet.models.purchase import Purchase
from yutang.revenue.wallet.models.spending import Spending, SpendingReturn
from yutang.revenue.wallet.models.wallet import Wallet

__all__ = [
    "GiftCard",
    "GiftCardBatch",
    "Purchase",
    "Spending",
    "SpendingReturn",
    "TopUpOffer",
    "Wallet",
    "WalletPolicy",
]
