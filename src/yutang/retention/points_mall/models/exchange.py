"""Who had what for his points."""

from django.db import models

from yutang.retention.points_mall.contracts import EXCHANGE_TEXT, ExchangeStatus
from yutang.retention.points_mall.models.item import Item


class Exchange(models.Model):
    """One exchange: done at once; cancelled while what it brought was not used."""

    no = models.CharField("兑换单号", max_length=40, unique=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="exchanges", verbose_name="兑换品")
    customer_id = models.BigIntegerField("客户", db_index=True)
    key = models.CharField("凭据", max_length=160, unique=True)
    points = models.PositiveIntegerField("积分")
    coupon_code = models.CharField("券号", max_length=32, default="", blank=True)
    status = models.CharField(
        "状态",
        max_length=10,
        default=ExchangeStatus.DONE,
        choices=[(status.value, text) for status, text in EXCHANGE_TEXT.items()],
    )
    created_at = models.DateTimeField("时间")
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "积分兑换记录"
        ordering = ["-id"]
        indexes = [models.Index(fields=["item", "customer_id"], name="exchange_of_item")]

    def __str__(self) -> str:
        return self.no
