"""Who has a wallet; what is in it stands in the ledger."""

from django.db import models


class Wallet(models.Model):
    """One customer's wallet. Its row is the lock under which balances are looked at before they change."""

    customer_id = models.BigIntegerField("客户", unique=True)
    is_frozen = models.BooleanField("冻结", default=False)
    created_at = models.DateTimeField("开户时间")

    class Meta:
        verbose_name = verbose_name_plural = "余额账户"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"余额账户 {self.customer_id}"
