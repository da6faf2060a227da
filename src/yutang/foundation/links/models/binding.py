"""A binding: the guide who looks after a customer, the distributor who brought him."""

from django.db import models
from django.db.models import F, Q

from yutang.foundation.links.contracts import BindingKind

KINDS = [(BindingKind.GUIDE, "专属导购"), (BindingKind.DISTRIBUTOR, "分销邀请")]


class Binding(models.Model):
    """At most one open binding per customer and kind; a new one closes the old one."""

    customer_id = models.BigIntegerField("客户")
    kind = models.CharField("类型", max_length=12, choices=KINDS)
    holder_id = models.BigIntegerField("归属人")
    link_id = models.BigIntegerField("来源链接", null=True, blank=True)
    touch_id = models.BigIntegerField("来源触点", null=True, blank=True)
    bound_at = models.DateTimeField("绑定时间")
    protected_until = models.DateTimeField("保护期至")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_reason = models.CharField("结束原因", max_length=80, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "归属关系"
        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=["kind", "holder_id"], condition=Q(ended_at__isnull=True), name="binding_holder_open"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["customer_id", "kind"], condition=Q(ended_at__isnull=True), name="binding_one_open"
            ),
            models.CheckConstraint(
                condition=Q(kind=BindingKind.GUIDE) | ~Q(customer_id=F("holder_id")), name="binding_not_self"
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} → {self.kind} {self.holder_id}"
