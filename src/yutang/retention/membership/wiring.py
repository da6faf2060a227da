"""What membership registers at start: checks, jobs, terms for prices, what orders take, what cards are worth."""

from yutang.retention.membership import checks, tasks
from yutang.retention.membership.selectors.terms import member_terms
from yutang.retention.membership.services.end_cards import card_refund_limits
from yutang.retention.membership.services.take_claims import take_claims
from yutang.revenue.orders.api import register_claim, register_refund_limit
from yutang.revenue.pricing.api import register_terms

__all__ = ["checks", "tasks"]

register_terms("membership", member_terms)
register_claim("membership", take_claims)
register_refund_limit("membership", card_refund_limits)
