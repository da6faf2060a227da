"""Money that goes back to customers."""

from django.db import models
from django.db.models import Q

from yutang.revenue.payments.contracts import RefundStatus
from yutang.revenue.payments.models.payment import Payment


class Refund(models.Model):
    """One refund of one payment. Its amount is reserved on the payment before the provider is asked."""

    no = models.CharField("退款单号", max_length=40, unique=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refund", verbose_name="支付")
    order_no = models.CharField("订单号", max_length=40, db_index=True)
    amount_fen = models.BigIntegerField("金额（分）")
    status = models.CharField(
        "状态",
        max_length=12,
        default=RefundStatus.CREATED,
        choices=[
            (RefundStatus.CREATED, "处理中"),
            (RefundStatus.SUCCEEDED, "已退款"),
            (RefundStatus.FAILED, "退款失败"),
        ],
    )
    reason = models.CharField("原因", max_length=120, default="")
    failure = models.CharField("失败原因", max_length=120, default="", blank=True)
    key = models.CharField("凭据", max_length=120, unique=True)
    provider_txn = models.CharField("渠道流水号", max_length=64, default="", blank=True)
    attempts = models.IntegerField("尝试次数", default=0)
    next_try_at = models.DateTimeField("下次重试", null=True, blank=True)
    created_at = models.DateTimeField("创建时间")
    settled_at = models.DateTimeField("到账时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "退款"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="refund_amount")]

    def __str__(self) -> str:
        return self.no
