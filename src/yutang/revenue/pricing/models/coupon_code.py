"""Codes that are handed out on paper or in files and become coupons when somebody redeems them."""

from django.db import models
from django.db.models import Q

from yutang.revenue.pricing.models.coupon import Coupon
from yutang.revenue.pricing.models.coupon_template import CouponTemplate


class CodeFile(models.Model):
    """One file of codes of one template. `redeemed` moves with the codes; void ends those that are left."""

    template = models.ForeignKey(CouponTemplate, models.PROTECT, related_name="+", verbose_name="模板")
    key = models.CharField("凭据", max_length=64, unique=True)
    name = models.CharField("用途", max_length=40, default="", blank=True)
    count = models.IntegerField("数量")
    redeemed = models.IntegerField("已兑换", default=0)
    worst_fen = models.BigIntegerField("每个占预算（分）", default=0)
    until = models.DateTimeField("兑换截止", null=True, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    created_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "兑换码文件"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name or f"{self.pk}"


class CouponCode(models.Model):
    """One code: sixteen unguessable characters, redeemed once by one customer."""

    file = models.ForeignKey(CodeFile, models.PROTECT, related_name="codes", verbose_name="文件")
    code = models.CharField("兑换码", max_length=24, unique=True)
    customer_id = models.BigIntegerField("兑换客户", null=True, blank=True)
    coupon = models.ForeignKey(Coupon, models.PROTECT, related_name="+", null=True, blank=True)
    redeemed_at = models.DateTimeField("兑换时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "兑换码"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(customer_id__isnull=True, redeemed_at__isnull=True)
                | Q(customer_id__isnull=False, redeemed_at__isnull=False),
                name="coupon_code_redeemed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id} · {self.pk}"
