"""A commission: what one order line earned one distributor."""

from django.db import models
from django.db.models import F, Q

from yutang.referral.affiliates.contracts import CommissionStatus
from yutang.referral.affiliates.models.affiliate import Affiliate

STATUSES = [
    (CommissionStatus.FROZEN, "冻结中"),
    (CommissionStatus.RELEASED, "已可提现"),
    (CommissionStatus.VOID, "已全部扣回"),
]


class Commission(models.Model):
    """One per order line and level. Rates and people come from the order's snapshot."""

    key = models.CharField("凭据", max_length=40, unique=True)
    order_id = models.BigIntegerField("订单编号", db_index=True)
    order_no = models.CharField("订单号", max_length=40)
    line_id = models.BigIntegerField("订单行")
    level = models.SmallIntegerField("层级")
    affiliate = models.ForeignKey(
        Affiliate, verbose_name="分销员", on_delete=models.PROTECT, related_name="+"
    )
    buyer_customer_id = models.BigIntegerField("买家")
    via_customer_id = models.BigIntegerField("经由", help_text="一级分销员的客户编号")
    base_fen = models.BigIntegerField("实付（分）")
    rate_bp = models.PositiveIntegerField("比例（万分比）")
    amount_fen = models.BigIntegerField("佣金（分）")
    refunded_fen = models.BigIntegerField("该行已退款（分）", default=0)
    clawed_fen = models.BigIntegerField("已扣回（分）", default=0)
    status = models.CharField("状态", max_length=10, choices=STATUSES, default=CommissionStatus.FROZEN)
    explanation = models.JSONField("依据", default=dict)
    accrued_at = models.DateTimeField("入账时间")
    release_at = models.DateTimeField("预计解冻", null=True, blank=True)
    closed_at = models.DateTimeField("售后期结束", null=True, blank=True)
    released_at = models.DateTimeField("解冻时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "佣金"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["affiliate", "-accrued_at"], name="commission_affiliate_at"),
            models.Index(
                fields=["release_at"],
                condition=Q(status=CommissionStatus.FROZEN),
                name="commission_frozen_due",
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(level__in=(1, 2)), name="commission_two_levels"),
            models.UniqueConstraint(fields=["line_id", "level"], name="commission_line_level"),
            models.CheckConstraint(
                condition=Q(clawed_fen__gte=0, clawed_fen__lte=F("amount_fen")),
                name="commission_clawed_within",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, amount_fen__lte=F("base_fen")), name="commission_within_base"
            ),
            models.CheckConstraint(
                condition=Q(refunded_fen__gte=0, refunded_fen__lte=F("base_fen")),
                name="commission_refund_within",
            ),
        )

    def __str__(self) -> str:
        return self.key
