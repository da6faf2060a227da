"""How many of one SKU lie at one location."""

from django.db import models
from django.db.models import F, Q

from yutang.foundation.inventory.models.location import Location


class Stock(models.Model):
    """A scarce counter: only the services change it, under its lock and with a condition.

    on_hand = initial + moved_in - moved_out; held is promised to orders; available = on_hand - held.
    """

    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="库位"
    )
    sku_id = models.BigIntegerField("SKU", db_index=True)
    initial = models.BigIntegerField("期初", default=0)
    moved_in = models.BigIntegerField("累计入库", default=0)
    moved_out = models.BigIntegerField("累计出库", default=0)
    on_hand = models.BigIntegerField("在库", default=0)
    held = models.BigIntegerField("占用", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "库存"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("location", "sku_id"), name="inventory_stock_once_per_location"),
            models.CheckConstraint(condition=Q(held__gte=0), name="inventory_stock_held_not_negative"),
            models.CheckConstraint(
                condition=Q(on_hand__gte=F("held")), name="inventory_stock_never_oversold"
            ),
            models.CheckConstraint(
                condition=Q(on_hand=F("initial") + F("moved_in") - F("moved_out")),
                name="inventory_stock_adds_up",
            ),
        )

    def __str__(self) -> str:
        return f"{self.location_id}:{self.sku_id}"

    @property
    def available(self) -> int:
        """What can still be promised."""
        return self.on_hand - self.held
