"""Tables of pricing."""

from yutang.revenue.pricing.models.coupon import Coupon, CouponReturnEntry, CouponUse
from yutang.revenue.pricing.models.coupon_code import CodeFile, CouponCode
from yutang.revenue.pricing.models.coupon_template import CouponTemplate
from yutang.revenue.pricing.models.issue_run import IssueRun
from yutang.revenue.pricing.models.promotion import KIND_TITLES, Promotion, PromotionUse

__all__ = [
    "KIND_TITLES",
    "CodeFile",
    "Coupon",
    "CouponCode",
    "CouponReturnEntry",
    "CouponTemplate",
    "CouponUse",
    "IssueRun",
    "Promotion",
    "PromotionUse",
]
