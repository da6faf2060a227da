"""A shop that customers can visit."""

from django.db import models
from django.db.models import Q

from yutang.foundation.org.models.region import Region


class Store(models.Model):
    """A store is closed by a flag and never deleted: orders and stock point to it."""

    no = models.CharField("门店编号", max_length=32, unique=True)
    name = models.CharField("门店名称", max_length=60)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name="区域")
    address = models.CharField("地址", max_length=200, blank=True, default="")
    lat = models.FloatField("纬度", null=True, blank=True)
    lng = models.FloatField("经度", null=True, blank=True)
    hours = models.CharField("营业时间", max_length=60, blank=True, default="")
    phone = models.CharField("电话", max_length=32, blank=True, default="")
    pickup_enabled = models.BooleanField("支持自提", default=True)
    is_active = models.BooleanField("营业中", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "门店"
        ordering = ("no",)
        constraints = (
            models.CheckConstraint(
                condition=Q(lat__isnull=True) | Q(lat__gte=-90, lat__lte=90), name="org_store_lat_in_range"
            ),
            models.CheckConstraint(
                condition=Q(lng__isnull=True) | Q(lng__gte=-180, lng__lte=180), name="org_store_lng_in_range"
            ),
        )

    def __str__(self) -> str:
        return self.name
