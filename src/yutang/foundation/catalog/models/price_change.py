"""Which price was in force since when."""

from django.db import models
from django.db.models import Q

from yutang.foundation.catalog.models.sku import Sku


class PriceChange(models.Model):
    """Append-only: a price stays in force until the next row of the same SKU."""

    sku = models.ForeignKey(
        Sku, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="SKU"
    )
    price_fen = models.BigIntegerField("售价（分）")
    from_at = models.DateTimeField("生效时间")

    class Meta:
        verbose_name = verbose_name_plural = "调价记录"
        ordering = ("-id",)
        indexes = (models.Index(fields=("sku", "from_at"), name="catalog_price_of_sku_at"),)
        constraints = (
            models.CheckConstraint(condition=Q(price_fen__gte=0), name="catalog_price_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.price_fen}"
