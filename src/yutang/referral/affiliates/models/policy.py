"""The rules of distribution: one policy in force, rates per product."""

from django.db import models
from django.db.models import F, Q

from yutang.referral.affiliates.contracts import JoinMode

MODES = [(JoinMode.APPLY, "申请审核"), (JoinMode.AUTOMATIC, "人人分销"), (JoinMode.BY_SPEND, "消费满额")]


class AffiliatePolicy(models.Model):
    """Append-only: the newest row is in force, its id is the version that orders remember.

    Two rates and no more columns: a third level cannot be configured.
    """

    mode = models.CharField("加入方式", max_length=12, choices=MODES, default=JoinMode.APPLY)
    spend_threshold_fen = models.BigIntegerField("消费门槛（分）", default=0)
    rate1_bp = models.PositiveIntegerField("一级佣金（万分比）", default=1000)
    rate2_bp = models.PositiveIntegerField("二级佣金（万分比）", default=300)
    freeze_days = models.PositiveIntegerField("售后期后再冻结（天）", default=0)
    min_withdraw_fen = models.BigIntegerField("最低提现（分）", default=100)
    max_withdraw_fen = models.BigIntegerField("最高提现（分）", default=2_000_000)
    review_above_fen = models.BigIntegerField("超过此额人工审核（分）", default=50_000)
    withdraw_fee_bp = models.PositiveIntegerField("提现手续费（万分比）", default=0)
    self_buy = models.BooleanField("自购返佣", default=False)
    created_at = models.DateTimeField("生效时间")
    created_by = models.CharField("修改人", max_length=64, default="")

    class Meta:
        verbose_name = verbose_name_plural = "分销规则"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(rate1_bp__lte=5000 - F("rate2_bp")), name="policy_rates_half_at_most"
            ),
            models.CheckConstraint(
                condition=Q(min_withdraw_fen__gt=0, max_withdraw_fen__gte=F("min_withdraw_fen")),
                name="policy_withdraw_range",
            ),
            models.CheckConstraint(
                condition=Q(spend_threshold_fen__gte=0, review_above_fen__gte=0, withdraw_fee_bp__lte=1000),
                name="policy_amounts",
            ),
        )

    def __str__(self) -> str:
        return f"第 {self.pk} 版"


class ProductRate(models.Model):
    """Rates of one product, instead of the policy's."""

    product_id = models.BigIntegerField("商品", unique=True)
    rate1_bp = models.PositiveIntegerField("一级佣金（万分比）")
    rate2_bp = models.PositiveIntegerField("二级佣金（万分比）")
    updated_at = models.DateTimeField("修改时间")
    updated_by = models.CharField("修改人", max_length=64, default="")

    class Meta:
        verbose_name = verbose_name_plural = "商品佣金"
        ordering = ("product_id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(rate1_bp__lte=5000 - F("rate2_bp")), name="product_rates_half_at_most"
            ),
        )

    def __str__(self) -> str:
        return f"{self.product_id}: {self.rate1_bp}/{self.rate2_bp}"
