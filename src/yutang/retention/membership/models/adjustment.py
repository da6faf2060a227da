"""Points changed by hand."""

from django.db import models
from django.db.models import Q


class Adjustment(models.Model):
    """One change by a member of staff, with the reason that he gave."""

    key = models.CharField("凭据", max_length=80)
    customer_id = models.BigIntegerField("客户")
    points = models.BigIntegerField("积分")
    note = models.CharField("原因", max_length=100)
    actor = models.CharField("操作人", max_length=64)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "积分调整"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["key"], name="adjustment_key_once"),
            models.CheckConstraint(condition=~Q(points=0), name="adjustment_not_zero"),
        )

    def __str__(self) -> str:
        return self.key


class AdjustQuota(models.Model):
    """How much one member of staff has adjusted on one day; rises by a conditional write only."""

    actor = models.CharField("操作人", max_length=64)
    day = models.DateField("日期")
    used = models.BigIntegerField("已调整", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "调整额度"
        ordering = ("-day",)
        constraints = (models.UniqueConstraint(fields=["actor", "day"], name="adjust_quota_once"),)

    def __str__(self) -> str:
        return f"{self.actor} {self.day}"
