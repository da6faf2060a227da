"""What has been refunded of an order line, as far as affiliates heard."""

from django.db import models


class LineRefund(models.Model):
    """Reactions run at their own pace: a refund may be heard before the payment it belongs to was accrued."""

    line_id = models.BigIntegerField("订单行", unique=True)
    refunded_fen = models.BigIntegerField("已退款（分）")
    refund_id = models.BigIntegerField("最近一笔退款")

    class Meta:
        verbose_name = verbose_name_plural = "退款到账记录"

    def __str__(self) -> str:
        return f"{self.line_id}: {self.refunded_fen}"
