"""Short ways to make coupons in tests."""

import itertools

from yutang.revenue.pricing.api import create_coupon_template, issue_coupons
from yutang.revenue.pricing.contracts import CouponIssue, CouponTemplateSpec
from yutang.revenue.pricing.models import Coupon, CouponTemplate

_serial = itertools.count(1)


def spec(**more: object) -> CouponTemplateSpec:
    """A coupon of ¥10 without threshold for 30 days, unless said otherwise."""
    number = next(_serial)
    values: dict[str, object] = {"amount_fen": 1_000, "valid_days": 30, "name": f"券 {number}", **more}
    return CouponTemplateSpec(template_code=f"t{number}", **values)  # type: ignore[arg-type]


def template(**more: object) -> CouponTemplate:
    """A stored template."""
    return CouponTemplate.objects.get(pk=create_coupon_template(spec(**more)))


def given(customer_id: int, **more: object) -> Coupon:
    """A coupon of a new template in a customer's hands."""
    made = template(**more)
    (issued,) = issue_coupons([CouponIssue(made.code, customer_id, f"test:{made.code}:{customer_id}")])
    return Coupon.objects.get(code=issued.code)
