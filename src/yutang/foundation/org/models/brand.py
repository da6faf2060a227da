"""The one brand this installation serves."""

from django.db import models
from django.db.models import Q


class Brand(models.Model):
    """A single row (id 1): what every surface shows and the policies of the house."""

    name = models.CharField("品牌名称", max_length=40)
    slogan = models.CharField("品牌口号", max_length=80, blank=True, default="")
    logo = models.CharField("标志", max_length=200, blank=True, default="")
    brand_color = models.CharField("品牌色", max_length=7, default="#0B7A75")
    service_phone = models.CharField("客服电话", max_length=32, blank=True, default="")
    policy = models.JSONField("经营规则", default=dict, blank=True)
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = verbose_name_plural = "品牌"
        constraints = (models.CheckConstraint(condition=Q(id=1), name="org_brand_is_single"),)

    def __str__(self) -> str:
        return self.name
