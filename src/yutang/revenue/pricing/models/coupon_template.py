"""Coupons as an operator defines them."""

from django.db import models
from django.db.models import F, Q

from yutang.revenue.pricing.contracts import CouponKind


class CouponTemplate(models.Model):
    """What a coupon is worth, how many there are and how long one lives. `taken` only moves by a conditional write."""

    code = models.CharField("模板编号", max_length=32, unique=True)
    name = models.CharField("名称", max_length=64)
    kind = models.CharField(
        "类型",
        max_length=16,
        default=CouponKind.CASH,
        choices=[(CouponKind.CASH, "满减券"), (CouponKind.FREE_SHIPPING, "包邮券")],
    )
    amount_fen = models.BigIntegerField("面额（分）")
    threshold_fen = models.BigIntegerField("门槛（分）", default=0)
    valid_days = models.IntegerField("领取后有效天数", null=True, blank=True)
    valid_from = models.DateTimeField("有效期始", null=True, blank=True)
    valid_until = models.DateTimeField("有效期止", null=True, blank=True)
    scope_kind = models.CharField("范围", max_length=12, default="all")
    scope_ids = models.JSONField("范围编号", default=list, blank=True)
    total = models.IntegerField("总量", null=True, blank=True)
    taken = models.IntegerField("已发放", default=0)
    per_person = models.IntegerField("每人限领", default=1)
    stacks_with_promotions = models.BooleanField("可与满减同享", default=True)
    is_public = models.BooleanField("在领券中心展示", default=False)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = verbose_name_plural = "优惠券模板"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="coupon_template_amount"),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(taken__lte=F("total")),
                name="coupon_template_not_overtaken",
            ),
        ]

    def __str__(self) -> str:
        return self.name
