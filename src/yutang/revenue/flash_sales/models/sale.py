"""A sale: a name and a time."""

from django.db import models
from django.db.models import F, Q

from yutang.revenue.flash_sales.contracts import PAY_MINUTES, STATUS_TEXT, SaleStatus


class FlashSale(models.Model):
    """While it is scheduled its items keep goods; closed it keeps none, and is never opened again."""

    name = models.CharField("名称", max_length=40)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    status = models.CharField(
        "状态",
        max_length=12,
        default=SaleStatus.SCHEDULED,
        choices=[(key.value, text) for key, text in STATUS_TEXT.items()],
    )
    pay_minutes = models.SmallIntegerField("付款时限（分钟）", default=PAY_MINUTES)
    shipping_fen = models.BigIntegerField("配送费（分）", default=0)
    created_at = models.DateTimeField("创建时间")
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "秒杀"
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(status=SaleStatus.SCHEDULED), name="flash_sale_open")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="flash_sale_ends_later"),
            models.CheckConstraint(
                condition=Q(pay_minutes__gte=1, shipping_fen__gte=0), name="flash_sale_figures"
            ),
        ]

    def __str__(self) -> str:
        return self.name
