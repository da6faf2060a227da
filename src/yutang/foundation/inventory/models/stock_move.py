"""Why a stock row changed."""

from typing import Any

from django.db import models
from django.db.models import Q

from yutang.foundation.inventory.contracts import MOVE_LABELS
from yutang.foundation.inventory.models.stock import Stock


class StockMove(models.Model):
    """Append-only: the open hold of an order is its holds less its releases and shipments."""

    # No constraint in the database: the service holds the stock row locked while it inserts.
    stock = models.ForeignKey(
        Stock, on_delete=models.PROTECT, related_name="+", db_constraint=False, verbose_name="库存"
    )
    kind = models.CharField(
        "类型", max_length=10, choices=[(kind.value, label) for kind, label in MOVE_LABELS.items()]
    )
    quantity = models.BigIntegerField("数量")
    ref = models.CharField("单号", max_length=80)
    reason = models.CharField("原因", max_length=120, blank=True, default="")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "库存流水"
        ordering = ("-id",)
        indexes = (models.Index(fields=("ref",), name="inventory_move_ref"),)
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="inventory_move_quantity_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in MOVE_LABELS]), name="inventory_move_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity} · {self.ref}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only: what moved has moved."""
        if not self._state.adding:
            raise TypeError("a stock move is never edited; make a further one")
        super().save(*args, **kwargs)
