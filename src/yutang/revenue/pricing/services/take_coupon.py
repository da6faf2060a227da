"""A customer takes a public coupon."""

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.revenue.pricing.contracts import CouponIssue, IssuedCoupon
from yutang.revenue.pricing.models import Coupon, CouponTemplate
from yutang.revenue.pricing.services.issue_coupons import issue_coupons


@transaction.atomic
def take_coupon(*, customer_id: int, template_code: str) -> IssuedCoupon:
    """Give a customer one coupon of a public template, up to the limit per person.

    Raises NotFound("template_unknown"), Conflict("coupon_limit") when he has had his share, Conflict("coupon_gone")
    when none is left, DomainError("coupon_over") when its time is over.
    """
    template = (
        CouponTemplate.objects.select_for_update()
        .filter(code=template_code, is_public=True, is_active=True)
        .first()
    )
    if template is None:
        raise NotFound(
            "template_unknown", "没有这种优惠券", field="template_code", template_code=template_code[:32]
        )
    if template.valid_until is not None and template.valid_until <= clock.now():
        raise DomainError("coupon_over", "活动已结束", status=409, template_code=template_code)
    # The lock on the template makes this count exact: whoever takes this coupon holds the row.
    had = Coupon.objects.filter(
        template_id=template.pk, customer_id=customer_id, key__startswith="take:"
    ).count()
    if had >= template.per_person:
        raise Conflict("coupon_limit", f"每人限领 {template.per_person} 张", template_code=template_code)
    key = f"take:{template_code}:{customer_id}:{had + 1}"
    (issued,) = issue_coupons([CouponIssue(template_code, customer_id, key, "领券中心")])
    return issued
