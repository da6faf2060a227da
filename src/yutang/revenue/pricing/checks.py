"""What the doctor asks about coupons."""

from collections.abc import Iterable

from django.db.models import Count, F

from yutang.kernel.doctor import Finding, check
from yutang.revenue.pricing.contracts import CouponStatus
from yutang.revenue.pricing.models import Coupon, CouponTemplate


@check(name="优惠券只用一次")
def coupons_spent_once() -> Iterable[Finding]:
    """An order spends at most one coupon, and a template gave out exactly the coupons that exist."""
    doubled = (
        # History from elsewhere may have used several on one basket.
        Coupon.objects.filter(status__in=[CouponStatus.HELD, CouponStatus.USED])
        .exclude(source="import")
        .values("order_no")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    for row in doubled.iterator():
        yield Finding(f"order:{row['order_no']}", f"一笔订单占用了 {row['n']} 张优惠券")
    taken = CouponTemplate.objects.annotate(n=Count("coupon")).exclude(taken=F("n"))
    for template in taken.iterator():
        yield Finding(f"coupon_template:{template.code}", f"已发放 {template.taken} 张，实际 {template.n} 张")
