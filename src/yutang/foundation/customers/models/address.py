"""Where a customer's parcels go."""

from django.db import models
from django.db.models import Q

from yutang.foundation.customers.models.customer import Customer
from yutang.kernel.secrets import EncryptedTextField


class Address(models.Model):
    """Name, phone and street are encrypted; the region stays plain for freight and statistics."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="addresses", verbose_name="客户"
    )
    name = EncryptedTextField("收货人")
    phone = EncryptedTextField("电话")
    detail = EncryptedTextField("详细地址")
    province = models.CharField("省", max_length=40)
    city = models.CharField("市", max_length=40)
    district = models.CharField("区县", max_length=40, blank=True, default="")
    region_code = models.CharField("行政区划代码", max_length=12, blank=True, default="")
    is_default = models.BooleanField("默认地址", default=False)
    created_at = models.DateTimeField("添加时间")
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = verbose_name_plural = "收货地址"
        ordering = ("-is_default", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("customer",), condition=Q(is_default=True), name="customers_one_default_address"
            ),
        )

    def __str__(self) -> str:
        return f"{self.city}{self.district}"
