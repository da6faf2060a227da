"""From which parts of a wallet an order was paid, and what went back to each."""

from django.db import models
from django.db.models import F, Q


class Spending(models.Model):
    """One payment out of a wallet."""

    payment_no = models.CharField("支付单号", max_length=40, unique=True)
    order_no = models.CharField("订单号", max_length=40, db_index=True)
    customer_id = models.BigIntegerField("客户", db_index=True)
    gift_fen = models.BigIntegerField("礼品卡（分）", default=0)
    principal_fen = models.BigIntegerField("本金（分）", default=0)
    bonus_fen = models.BigIntegerField("赠金（分）", default=0)
    returned_gift_fen = models.BigIntegerField("已退礼品卡（分）", default=0)
    returned_principal_fen = models.BigIntegerField("已退本金（分）", default=0)
    returned_bonus_fen = models.BigIntegerField("已退赠金（分）", default=0)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "余额支付"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    returned_gift_fen__gte=0,
                    returned_principal_fen__gte=0,
                    returned_bonus_fen__gte=0,
                    returned_gift_fen__lte=F("gift_fen"),
                    returned_principal_fen__lte=F("principal_fen"),
                    returned_bonus_fen__lte=F("bonus_fen"),
                ),
                name="wallet_spending_within",
            )
        ]

    def __str__(self) -> str:
        return self.payment_no


class SpendingReturn(models.Model):
    """One refund into the parts it was paid from."""

    spending = models.ForeignKey(Spending, models.PROTECT, related_name="returns", verbose_name="余额支付")
    refund_no = models.CharField("退款单号", max_length=40, unique=True)
    gift_fen = models.BigIntegerField("礼品卡（分）", default=0)
    principal_fen = models.BigIntegerField("本金（分）", default=0)
    bonus_fen = models.BigIntegerField("赠金（分）", default=0)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "余额退回"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.refund_no
