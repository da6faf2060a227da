"""Orders settle the payments that were made for them."""

from yutang.revenue.orders.api import confirm_payments
from yutang.revenue.payments.api import register_purpose
from yutang.revenue.payments.contracts import Purpose

register_purpose(Purpose("", confirm_payments))
