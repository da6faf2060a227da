"""One balanced movement between two accounts."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from yutang.foundation.ledger.contracts import ASSET_LABELS, STATUS_LABELS
from yutang.foundation.ledger.models.account import Account


class Transfer(models.Model):
    """Append-only: a pending one is settled, and a wrong one reversed, by a further row."""

    key = models.CharField("幂等键", max_length=120)
    code = models.CharField("用途", max_length=40)
    asset = models.CharField(
        "资产", max_length=8, choices=[(asset.value, label) for asset, label in ASSET_LABELS.items()]
    )
    amount = models.BigIntegerField("金额")
    # No constraint in the database: the service holds both account rows locked while it inserts, and a
    # check of each row costs about a quarter of the throughput. The doctor looks for strays.
    debit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, verbose_name="付出账户"
    )
    credit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, verbose_name="收入账户"
    )
    status = models.CharField(
        "状态", max_length=8, choices=[(status.value, label) for status, label in STATUS_LABELS.items()]
    )
    group = models.CharField("分组", max_length=120, blank=True, default="")
    resolves = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name="确认或撤销",
    )
    subject = models.CharField("对象", max_length=80, blank=True, default="")
    memo = models.CharField("说明", max_length=200, blank=True, default="")
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "转账"
        ordering = ("-id",)
        # Named here, because unique=True and db_index=True would add further indexes for LIKE.
        indexes = (models.Index(fields=("subject",), name="ledger_transfer_subject"),)
        constraints = (
            models.UniqueConstraint(fields=("key",), name="ledger_transfer_key_once"),
            models.UniqueConstraint(
                fields=("resolves",),
                condition=Q(resolves__isnull=False),
                name="ledger_transfer_resolved_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_transfer_amount_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_transfer_two_accounts"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in STATUS_LABELS]),
                name="ledger_transfer_status_known",
            ),
        )

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only: the rows of a ledger are never edited."""
        if not self._state.adding:
            raise TypeError("a transfer is never edited; reverse it")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: the rows of a ledger are never deleted."""
        raise TypeError("a transfer is never deleted; reverse it")
