"""The door of payments."""

from yutang.revenue.payments.gateways.registry import (
    instant_provider_of,
    provider_names,
    provider_of,
    purpose_of,
    register_provider,
    register_purpose,
    settle_notifications,
)
from yutang.revenue.payments.selectors.payments import (
    money_of_orders,
    orders_of_payments,
    payment_of,
    payments_by_nos,
    payments_of_order,
    payout_of,
    refund_of,
    refunded_orders,
    refunds_due,
    refunds_just_settled,
    refunds_on_their_way,
    refunds_under_way,
    refunds_waiting,
)
from yutang.revenue.payments.services.close_payments import close_at_provider, close_payments
from yutang.revenue.payments.services.mark_succeeded import book_payments, mark_succeeded
from yutang.revenue.payments.services.open_payment import (
    ask_cashier,
    draft_payments,
    keep_cashiers,
    open_payment,
)
from yutang.revenue.payments.services.order_side import register_order_side
from yutang.revenue.payments.services.payout import payout
from yutang.revenue.payments.services.reconcile_day import reconcile_day, reconcile_due_days
from yutang.revenue.payments.services.refund import reserve_refund, send_refund
from yutang.revenue.payments.services.settle_break import (
    actions_of_break,
    book_missing,
    difference_of,
    query_break,
    record_unclaimed,
    refund_break,
    wait_for_next_bill,
    write_off_break,
)
from yutang.revenue.payments.services.verify_notification import query_payment, verify_notification

__all__ = [
    "actions_of_break",
    "ask_cashier",
    "book_missing",
    "book_payments",
    "close_at_provider",
    "close_payments",
    "difference_of",
    "draft_payments",
    "instant_provider_of",
    "keep_cashiers",
    "mark_succeeded",
    "money_of_orders",
    "open_payment",
    "orders_of_payments",
    "payment_of",
    "payments_by_nos",
    "payments_of_order",
    "payout",
    "payout_of",
    "provider_names",
    "provider_of",
    "purpose_of",
    "query_break",
    "query_payment",
    "reconcile_day",
    "reconcile_due_days",
    "record_unclaimed",
    "refund_break",
    "refund_of",
    "refunded_orders",
    "refunds_due",
    "refunds_just_settled",
    "refunds_on_their_way",
    "refunds_under_way",
    "refunds_waiting",
    "register_order_side",
    "register_provider",
    "register_purpose",
    "reserve_refund",
    "send_refund",
    "settle_notifications",
    "verify_notification",
    "wait_for_next_bill",
    "write_off_break",
]
