"""Coupons in customers' hands."""

from django.db import models
from django.db.models import Q

from yutang.revenue.pricing.contracts import CouponStatus
from yutang.revenue.pricing.models.coupon_template import CouponTemplate


class Coupon(models.Model):
    """One coupon of one customer: available -> held by an order -> used; or expired, or void."""

    code = models.CharField("券号", max_length=32, unique=True)
    template = models.ForeignKey(CouponTemplate, models.PROTECT, related_name="coupon", verbose_name="模板")
    customer_id = models.BigIntegerField("客户", db_index=True)
    status = models.CharField(
        "状态",
        max_length=12,
        default=CouponStatus.AVAILABLE,
        choices=[
            (CouponStatus.AVAILABLE, "可用"),
            (CouponStatus.HELD, "下单占用"),
            (CouponStatus.USED, "已使用"),
            (CouponStatus.EXPIRED, "已过期"),
            (CouponStatus.VOID, "已作废"),
        ],
    )
    valid_from = models.DateTimeField("有效期始")
    valid_until = models.DateTimeField("有效期止")
    order_no = models.CharField("订单号", max_length=40, default="", blank=True)
    source = models.CharField("来源", max_length=64, default="", blank=True)
    key = models.CharField("发放凭据", max_length=120, unique=True)
    created_at = models.DateTimeField("发放时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "优惠券"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["valid_until"],
                condition=Q(status=CouponStatus.AVAILABLE),
                name="coupon_available_until",
            ),
            models.Index(fields=["order_no"], condition=~Q(order_no=""), name="coupon_of_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=[CouponStatus.HELD, CouponStatus.USED]) | ~Q(order_no=""),
                name="coupon_spent_on_an_order",
            )
        ]

    def __str__(self) -> str:
        return self.code
