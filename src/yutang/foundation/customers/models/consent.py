"""What a customer agreed to."""

from django.db import models

from yutang.foundation.customers.contracts import PURPOSE_LABELS
from yutang.foundation.customers.models.customer import Customer


class Consent(models.Model):
    """Append-only: the newest row of a purpose is in force."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="consents", db_index=False, verbose_name="客户"
    )
    purpose = models.CharField(
        "用途", max_length=20, choices=[(one.value, label) for one, label in PURPOSE_LABELS.items()]
    )
    granted = models.BooleanField("同意")
    source = models.CharField("来源", max_length=60)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "授权记录"
        ordering = ("-id",)
        indexes = (models.Index(fields=("customer", "purpose", "-id"), name="customers_consent_latest"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.granted}"
