"""What customers have put aside to buy."""

from django.db import models
from django.db.models import Q


class CartLine(models.Model):
    """One SKU in one customer's cart. price_when_added_fen lets us tell an honest "降价 ¥x"."""

    customer_id = models.BigIntegerField("客户")
    sku_id = models.BigIntegerField("规格")
    quantity = models.IntegerField("数量")
    selected = models.BooleanField("勾选", default=True)
    price_when_added_fen = models.BigIntegerField("加入时单价（分）", default=0)
    added_at = models.DateTimeField("加入时间")

    class Meta:
        verbose_name = verbose_name_plural = "购物车"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["customer_id", "sku_id"], name="cart_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="cart_line_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}:{self.sku_id}"
