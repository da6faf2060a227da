"""Differences between a provider's words and our books."""

from django.db import models


class PaymentBreak(models.Model):
    """One genuine notification that did not fit, kept until a person has settled it."""

    payment_no = models.CharField("支付单号", max_length=40, db_index=True)
    notification_id = models.CharField("通知编号", max_length=64, unique=True)
    reason = models.CharField("差异", max_length=40)
    expected_fen = models.BigIntegerField("应收（分）")
    received_fen = models.BigIntegerField("通知金额（分）")
    created_at = models.DateTimeField("发现时间")
    resolved_at = models.DateTimeField("处理时间", null=True, blank=True)
    resolution = models.CharField("处理说明", max_length=200, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "支付差异"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.payment_no} {self.reason}"
