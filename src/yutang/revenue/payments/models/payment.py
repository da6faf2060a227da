"""Money that customers were asked for."""

from django.db import models
from django.db.models import F, Q

from yutang.revenue.payments.contracts import OPEN_PAYMENTS, PaymentStatus


class Payment(models.Model):
    """One attempt to collect the money of one order from one provider."""

    no = models.CharField("支付单号", max_length=40, unique=True)
    order_no = models.CharField("订单号", max_length=40, db_index=True)
    customer_id = models.BigIntegerField("客户", db_index=True)
    amount_fen = models.BigIntegerField("金额（分）")
    refunded_fen = models.BigIntegerField("已退（分，含处理中）", default=0)
    provider = models.CharField("支付方式", max_length=20, default="sandbox")
    status = models.CharField(
        "状态",
        max_length=12,
        default=PaymentStatus.CREATED,
        choices=[
            (PaymentStatus.CREATED, "待支付"),
            (PaymentStatus.SUCCEEDED, "已支付"),
            (PaymentStatus.CLOSED, "已关闭"),
            (PaymentStatus.FAILED, "支付失败"),
        ],
    )
    provider_txn = models.CharField("渠道流水号", max_length=64, default="", blank=True)
    cashier_url = models.CharField("收银台", max_length=300, default="", blank=True)
    failure = models.CharField("失败原因", max_length=120, default="", blank=True)
    created_at = models.DateTimeField("创建时间")
    expires_at = models.DateTimeField("失效时间", null=True, blank=True)
    succeeded_at = models.DateTimeField("支付时间", null=True, blank=True)
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "支付"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order_no"],
                condition=Q(status__in=OPEN_PAYMENTS),
                name="payment_one_open_per_order",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="payment_amount"),
            models.CheckConstraint(
                condition=Q(refunded_fen__gte=0, refunded_fen__lte=F("amount_fen")),
                name="payment_refund_within",
            ),
        ]

    def __str__(self) -> str:
        return self.no
