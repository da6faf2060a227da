"""Draws, and the chances that pay for them."""

from django.db import models
from django.db.models import Q

from yutang.kernel.secrets import EncryptedTextField
from yutang.retention.lottery.contracts import DRAW_TEXT, DrawStatus
from yutang.retention.lottery.models.lottery import Lottery, Prize


class Draw(models.Model):
    """One draw: append-only but for what becomes of its prize. `missed` is a prize that was hit and gone."""

    lottery = models.ForeignKey(Lottery, models.PROTECT, related_name="draws", verbose_name="抽奖")
    customer_id = models.BigIntegerField("客户", db_index=True)
    key = models.CharField("凭据", max_length=160, unique=True)
    number = models.BigIntegerField("签号")
    nonce = models.CharField("随机数", max_length=64)
    roll = models.PositiveIntegerField("签")
    prize = models.ForeignKey(Prize, models.PROTECT, related_name="draws", verbose_name="奖品")
    missed = models.ForeignKey(
        Prize, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="已抽完的奖品"
    )
    pay_with = models.CharField("方式", max_length=8)
    day = models.DateField("日期")
    status = models.CharField(
        "状态",
        max_length=14,
        default=DrawStatus.DRAWN,
        choices=[(status.value, text) for status, text in DRAW_TEXT.items()],
    )
    receiver = EncryptedTextField("收货信息", default="", blank=True)
    carrier = models.CharField("快递公司", max_length=20, default="", blank=True)
    waybill_no = models.CharField("运单号", max_length=40, default="", blank=True)
    failure = models.CharField("未发放原因", max_length=120, default="", blank=True)
    created_at = models.DateTimeField("时间")
    handed_at = models.DateTimeField("发放时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽奖记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["lottery", "customer_id", "day"], name="draw_of_customer"),
            models.Index(fields=["prize", "day"], name="draw_of_prize"),
            models.Index(
                fields=["id"],
                condition=Q(status__in=[DrawStatus.DRAWN, DrawStatus.WAITS]),
                name="draw_to_hand_out",
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["lottery", "number"], name="draw_number_once")]

    def __str__(self) -> str:
        return f"{self.lottery_id}-{self.number}"


class Chance(models.Model):
    """One free draw: unused, used by a draw, or taken back because its order was refunded."""

    lottery = models.ForeignKey(Lottery, models.PROTECT, related_name="+", verbose_name="抽奖")
    customer_id = models.BigIntegerField("客户")
    source = models.CharField("来源", max_length=12)
    key = models.CharField("凭据", max_length=120, unique=True)
    created_at = models.DateTimeField("时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽奖机会"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["customer_id", "lottery"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="chance_unused",
            )
        ]

    def __str__(self) -> str:
        return self.key
