"""Tables of payments."""

from yutang.revenue.payments.models.payment import Payment
from yutang.revenue.payments.models.payment_break import PaymentBreak
from yutang.revenue.payments.models.payout import Payout
from yutang.revenue.payments.models.reconciliation import BillEntry, ReconciliationBreak, ReconciliationDay
from yutang.revenue.payments.models.refund import Refund

__all__ = [
    "BillEntry",
    "Payment",
    "PaymentBreak",
    "Payout",
    "ReconciliationBreak",
    "ReconciliationDay",
    "Refund",
]
