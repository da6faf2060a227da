"""A place where an amount of one asset lies."""

from django.db import models
from django.db.models import F, Q

from yutang.foundation.ledger.contracts import ASSET_LABELS


class Account(models.Model):
    """Balance is the sum of the posted transfers; reserved is the sum of open pending debits.

    The floor is the lowest amount that any transfer was allowed to leave here; null means no limit.
    """

    code = models.CharField("账户", max_length=80)
    asset = models.CharField(
        "资产", max_length=8, choices=[(asset.value, label) for asset, label in ASSET_LABELS.items()]
    )
    floor_fen = models.BigIntegerField("最低余额", null=True, blank=True)
    balance = models.BigIntegerField("余额", default=0)
    reserved = models.BigIntegerField("冻结", default=0)
    created_at = models.DateTimeField("开户时间")

    class Meta:
        verbose_name = verbose_name_plural = "账户"
        ordering = ("id",)
        # Named here, because unique=True would add a second index for LIKE on PostgreSQL.
        constraints = (
            models.UniqueConstraint(fields=("code",), name="ledger_account_code_once"),
            models.CheckConstraint(
                condition=Q(floor_fen__isnull=True) | Q(balance__gte=F("floor_fen") + F("reserved")),
                name="ledger_account_above_floor",
            ),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="ledger_account_reserved_not_negative"),
        )

    def __str__(self) -> str:
        return self.code
