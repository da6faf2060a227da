"""Orders settle the payments that were made for them, and tell pricing who is new."""

from yutang.revenue.orders.api import (
    claim_promotions,
    confirm_payments,
    newcomers,
    orders_missing_money,
    register_claim,
)
from yutang.revenue.payments.api import register_order_side, register_purpose
from yutang.revenue.payments.contracts import Purpose
from yutang.revenue.pricing.api import register_terms

register_purpose(Purpose("", confirm_payments))
register_order_side("orders", orders_missing_money)
register_terms("orders", newcomers, only_newcomers=True)
register_claim("promotions", claim_promotions)
