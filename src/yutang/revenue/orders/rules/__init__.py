"""Pure decisions of orders: which steps are allowed, what a share is worth, whether a wish can become an order."""

from yutang.revenue.orders.rules.intake import check_wish, refusal_of, wish_digest
from yutang.revenue.orders.rules.refunds import RefundPart, plan_refund, refund_share
from yutang.revenue.orders.rules.states import Standing, actions_of, check_step, status_text

__all__ = [
    "RefundPart",
    "Standing",
    "actions_of",
    "check_step",
    "check_wish",
    "plan_refund",
    "refund_share",
    "refusal_of",
    "status_text",
    "wish_digest",
]
