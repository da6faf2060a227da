"""Tables of pricing."""

from yutang.revenue.pricing.models.coupon import Coupon
from yutang.revenue.pricing.models.coupon_template import CouponTemplate
from yutang.revenue.pricing.models.promotion import Promotion

__all__ = ["Coupon", "CouponTemplate", "Promotion"]
