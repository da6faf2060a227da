"""Pure price decisions: no database, no clock, no network."""

from yutang.revenue.pricing.rules.book import PriceBook, UnitPrice
from yutang.revenue.pricing.rules.coupons import coupon_reason, coupon_saves
from yutang.revenue.pricing.rules.quote import decide_quote, merged_lines
from yutang.revenue.pricing.rules.specs import check_coupon_template, check_promotion

__all__ = [
    "PriceBook",
    "UnitPrice",
    "check_coupon_template",
    "check_promotion",
    "coupon_reason",
    "coupon_saves",
    "decide_quote",
    "merged_lines",
]
