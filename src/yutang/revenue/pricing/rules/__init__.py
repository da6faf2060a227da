"""Pure price decisions: no database, no clock, no network."""

from yutang.revenue.pricing.rules.book import PriceBook, UnitPrice
from yutang.revenue.pricing.rules.coupon_specs import check_coupon_template
from yutang.revenue.pricing.rules.coupons import (
    CouponLine,
    CouponSaving,
    coupon_reason,
    coupon_saves,
    may_stand_together,
    uses_due_back,
)
from yutang.revenue.pricing.rules.quote import decide_quote, merged_lines
from yutang.revenue.pricing.rules.specs import check_promotion

__all__ = [
    "CouponLine",
    "CouponSaving",
    "PriceBook",
    "UnitPrice",
    "check_coupon_template",
    "check_promotion",
    "coupon_reason",
    "coupon_saves",
    "decide_quote",
    "may_stand_together",
    "merged_lines",
    "uses_due_back",
]
