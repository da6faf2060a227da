"""Coupons in customers' hands, and what orders took from them."""

from django.db import models
from django.db.models import F, Q

from yutang.revenue.pricing.contracts import CouponOrigin, CouponStatus, CouponUseStatus
from yutang.revenue.pricing.models.coupon_template import CouponTemplate


class Coupon(models.Model):
    """One coupon of one customer: available -> held by an order -> used; or expired, or void.

    A pack stays available while it has uses left; `order_no` is the last order that took from it.
    """

    code = models.CharField("券号", max_length=32)
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
    amount_fen = models.BigIntegerField("面额（分）", default=0)
    uses_total = models.IntegerField("可用次数", default=1)
    uses_left = models.IntegerField("剩余次数", default=1)
    valid_from = models.DateTimeField("有效期始")
    valid_until = models.DateTimeField("有效期止")
    is_extended = models.BooleanField("已宽限", default=False)
    order_no = models.CharField("订单号", max_length=40, default="", blank=True)
    source = models.CharField("来源", max_length=64, default="", blank=True)
    origin = models.CharField("途径", max_length=8, default=CouponOrigin.ISSUE)
    split_ref = models.CharField("瓜分来自", max_length=40, default="", blank=True)
    key = models.CharField("发放凭据", max_length=120)
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
        # Unique by constraint: a unique CharField brings a second index for LIKE, which every insert would pay for.
        constraints = [
            models.UniqueConstraint(fields=["code"], name="coupon_code_unique"),
            models.UniqueConstraint(fields=["key"], name="coupon_key_unique"),
            models.CheckConstraint(
                condition=~Q(status__in=[CouponStatus.HELD, CouponStatus.USED]) | ~Q(order_no=""),
                name="coupon_spent_on_an_order",
            ),
            models.CheckConstraint(
                condition=Q(uses_left__gte=0) & Q(uses_left__lte=F("uses_total")), name="coupon_uses_left"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CouponUse(models.Model):
    """What one order took from one coupon: held, then used; returned when all of it came back."""

    coupon = models.ForeignKey(Coupon, models.PROTECT, related_name="taken", verbose_name="券")
    template = models.ForeignKey(CouponTemplate, models.PROTECT, related_name="+", verbose_name="模板")
    customer_id = models.BigIntegerField("客户")
    order_no = models.CharField("订单号", max_length=40)
    status = models.CharField(
        "状态",
        max_length=8,
        default=CouponUseStatus.HELD,
        choices=[
            (CouponUseStatus.HELD, "下单占用"),
            (CouponUseStatus.USED, "已使用"),
            (CouponUseStatus.RETURNED, "已退回"),
        ],
    )
    uses = models.IntegerField("次数", default=1)
    uses_back = models.IntegerField("已退次数", default=0)
    saved_fen = models.BigIntegerField("优惠（分）", default=0)
    saved_back_fen = models.BigIntegerField("已退优惠（分）", default=0)
    order_fen = models.BigIntegerField("订单金额（分）", default=0)
    held_at = models.DateTimeField("占用时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "用券记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["order_no"], name="coupon_use_of_order"),
            models.Index(fields=["template", "used_at"], name="coupon_use_of_template"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["coupon", "order_no"], name="coupon_use_once_per_order"),
            models.CheckConstraint(
                condition=Q(uses__gte=1) & Q(uses_back__gte=0) & Q(uses_back__lte=F("uses")),
                name="coupon_use_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_no} · {self.uses}"


class CouponReturnEntry(models.Model):
    """One refund that was told to one use: what it brought back. The key makes telling it twice harmless."""

    use = models.ForeignKey(CouponUse, models.PROTECT, related_name="returns", verbose_name="用券记录")
    key = models.CharField("凭据", max_length=120)
    uses_back = models.IntegerField("退回次数", default=0)
    saved_back_fen = models.BigIntegerField("退回优惠（分）", default=0)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "退券记录"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["use", "key"], name="coupon_return_once")]

    def __str__(self) -> str:
        return self.key
