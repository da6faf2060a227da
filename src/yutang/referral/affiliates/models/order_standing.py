"""How an order stands, as far as affiliates heard."""

from django.db import models


class OrderStanding(models.Model):
    """Reactions run at their own pace: a refund or the end of the window may be heard before the payment.

    Whoever hears something locks this row first, so that nothing falls between two reactions.
    """

    order_id = models.BigIntegerField("订单编号", unique=True)
    refunds = models.JSONField("各行累计退款（分）", default=dict)
    closed_at = models.DateTimeField("售后期结束", null=True, blank=True)
    has_commission = models.BooleanField("有佣金", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "订单进展"
        ordering = ("-id",)

    def __str__(self) -> str:
        return str(self.order_id)
