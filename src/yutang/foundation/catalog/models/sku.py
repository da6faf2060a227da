"""One thing that can be put in a cart."""

from django.db import models
from django.db.models import F, Q

from yutang.foundation.catalog.models.product import Product


class Sku(models.Model):
    """A product in one specification, with its prices."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="skus", verbose_name="商品")
    no = models.CharField("SKU 编号", max_length=60)
    spec = models.CharField("规格", max_length=120, blank=True, default="")
    spec_values = models.JSONField("规格值", default=dict, blank=True)
    price_fen = models.BigIntegerField("售价（分）")
    member_price_fen = models.BigIntegerField("会员价（分）", null=True, blank=True)
    cost_fen = models.BigIntegerField("成本（分）", default=0)
    weight_g = models.IntegerField("重量（克）", default=0)
    barcode = models.CharField("条码", max_length=40, blank=True, default="")
    is_active = models.BooleanField("可售", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "SKU"
        ordering = ("product_id", "id")
        indexes = (models.Index(fields=("barcode",), condition=~Q(barcode=""), name="catalog_sku_barcode"),)
        constraints = (
            models.UniqueConstraint(fields=("no",), name="catalog_sku_no_once"),
            models.CheckConstraint(
                condition=Q(price_fen__gte=0, cost_fen__gte=0, weight_g__gte=0),
                name="catalog_sku_figures_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(member_price_fen__isnull=True)
                | Q(member_price_fen__gte=0, member_price_fen__lte=F("price_fen")),
                name="catalog_sku_member_price_not_above_price",
            ),
        )

    def __str__(self) -> str:
        return self.no
