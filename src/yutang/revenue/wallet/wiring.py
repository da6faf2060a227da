"""The wallet is a way of paying orders, and settles what was paid for it."""

from yutang.revenue.payments.api import register_order_side, register_provider, register_purpose
from yutang.revenue.payments.contracts import Purpose
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.api import WalletProvider, purchases_missing_money, settle_purchases
from yutang.revenue.wallet.contracts import PROVIDER, PURPOSE

register_provider(PROVIDER, WalletProvider())
register_purpose(Purpose(PURPOSE, settle_purchases, income=accounts.PAID_IN, refunds=accounts.PAID_IN))
register_order_side("wallet", purchases_missing_money)
