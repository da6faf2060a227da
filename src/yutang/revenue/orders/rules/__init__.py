"""Pure decisions of orders: which steps are allowed, what a share is worth, whether a wish can become an order."""

from yutang.revenue.orders.rules.after_sales import (
    UNSHIPPED,
    actions_of_after_sale,
    check_kind,
    due_at,
    due_text,
    may_step,
)
from yutang.revenue.orders.rules.intake import check_wish, refusal_of, wish_digest
from yutang.revenue.orders.rules.refund_words import refund_sentences
from yutang.revenue.orders.rules.refunds import LineShare, RefundPart, RefundPlan, plan_refund, refund_share
from yutang.revenue.orders.rules.states import Standing, actions_of, check_step, status_text

__all__ = [
    "UNSHIPPED",
    "LineShare",
    "RefundPart",
    "RefundPlan",
    "Standing",
    "actions_of",
    "actions_of_after_sale",
    "check_kind",
    "check_step",
    "check_wish",
    "due_at",
    "due_text",
    "may_step",
    "plan_refund",
    "refund_sentences",
    "refund_share",
    "refusal_of",
    "status_text",
    "wish_digest",
]
