"""How a customer is recognised."""

from django.db import models

from yutang.foundation.customers.contracts import PROVIDER_LABELS
from yutang.foundation.customers.models.customer import Customer
from yutang.kernel.secrets import EncryptedTextField


class Identity(models.Model):
    """A customer may have many; one subject of one provider belongs to one customer."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="identities", verbose_name="客户"
    )
    provider = models.CharField(
        "类型", max_length=20, choices=[(one.value, label) for one, label in PROVIDER_LABELS.items()]
    )
    subject_index = models.CharField("盲索引", max_length=64)
    value = EncryptedTextField("原值")
    created_at = models.DateTimeField("绑定时间")

    class Meta:
        verbose_name = verbose_name_plural = "客户身份"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("provider", "subject_index"), name="customers_identity_once"),
        )

    def __str__(self) -> str:
        return f"{self.provider} · {self.customer_id}"
