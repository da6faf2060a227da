"""Growth, entry by entry."""

from django.db import models

from yutang.retention.membership.contracts import REASON_TEXT


class GrowthEntry(models.Model):
    """One change of a member's growth; the entries of a member add up to his growth."""

    key = models.CharField("凭据", max_length=100)
    customer_id = models.BigIntegerField("客户")
    delta = models.BigIntegerField("变化")
    reason = models.CharField(
        "原因", max_length=20, choices=[(str(reason), text) for reason, text in REASON_TEXT.items()]
    )
    memo = models.CharField("说明", max_length=200, default="", blank=True)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "成长值明细"
        ordering = ("-id",)
        indexes = (models.Index(fields=["customer_id", "-id"], name="growth_of_customer"),)
        constraints = (models.UniqueConstraint(fields=["key"], name="growth_key_once"),)

    def __str__(self) -> str:
        return self.key
