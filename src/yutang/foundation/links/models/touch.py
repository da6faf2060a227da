"""A touch: one opening of a link by one device."""

from django.db import models
from django.db.models import F, Q

from yutang.foundation.links.models.link import Link


class Touch(models.Model):
    """Append-only, but for the customer, who may become known later."""

    link = models.ForeignKey(Link, verbose_name="链接", on_delete=models.PROTECT, related_name="+")
    visitor_id = models.CharField("设备", max_length=64)
    customer_id = models.BigIntegerField("客户", null=True, blank=True)
    parent_touch_id = models.BigIntegerField("上一触点", null=True, blank=True)
    at = models.DateTimeField("时间")
    device_digest = models.CharField("设备摘要", max_length=16, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "触点"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["customer_id", "-at"], name="touch_customer_at"),
            models.Index(
                fields=["visitor_id"], condition=Q(customer_id__isnull=True), name="touch_visitor_unclaimed"
            ),
        )
        constraints = (
            # A parent came before its child, so chains have no cycles.
            models.CheckConstraint(
                condition=Q(parent_touch_id__isnull=True) | Q(parent_touch_id__lt=F("id")),
                name="touch_parent_before",
            ),
        )

    def __str__(self) -> str:
        return f"{self.link_id}@{self.at:%Y-%m-%d %H:%M}"
