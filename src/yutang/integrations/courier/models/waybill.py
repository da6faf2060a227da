"""Parcels as the embedded courier sees them."""

from django.db import models
from django.db.models import Q


class Waybill(models.Model):
    """One parcel on its way. step counts the events already told; next_due_at is when the next one falls due."""

    no = models.CharField("运单号", max_length=40, unique=True)
    carrier = models.CharField("快递公司", max_length=40)
    from_city = models.CharField("始发", max_length=40, default="")
    to_city = models.CharField("目的", max_length=40, default="")
    step = models.IntegerField("进度", default=0)
    status = models.CharField("状态", max_length=20, default="created")
    created_at = models.DateTimeField("创建时间")
    next_due_at = models.DateTimeField("下一站时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "运单"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["next_due_at"], condition=Q(next_due_at__isnull=False), name="waybill_next_due"
            )
        ]

    def __str__(self) -> str:
        return self.no
