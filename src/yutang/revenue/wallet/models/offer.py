"""What can be topped up, and within which limits."""

from django.db import models
from django.db.models import F, Q


class TopUpOffer(models.Model):
    """Pay so much, get so much on top."""

    pay_fen = models.BigIntegerField("充值（分）")
    bonus_fen = models.BigIntegerField("赠送（分）", default=0)
    title = models.CharField("说明", max_length=40, default="", blank=True)
    sort = models.IntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("新建时间")

    class Meta:
        verbose_name = verbose_name_plural = "充值档位"
        ordering = ["sort", "pay_fen", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(pay_fen__gt=0), name="wallet_offer_pay"),
            models.CheckConstraint(
                condition=Q(bonus_fen__gte=0, bonus_fen__lte=F("pay_fen")), name="wallet_offer_bonus"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"充值档位 {self.pk}"


class WalletPolicy(models.Model):
    """Append-only: the newest row is in force."""

    max_balance_fen = models.BigIntegerField("余额上限（分）")
    max_topup_fen = models.BigIntegerField("单次充值上限（分）")
    created_at = models.DateTimeField("生效时间")
    created_by = models.CharField("修改人", max_length=64, default="")

    class Meta:
        verbose_name = verbose_name_plural = "储值规则"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"第 {self.pk} 版"
