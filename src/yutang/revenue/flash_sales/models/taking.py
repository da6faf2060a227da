"""Who took what: the journal of a sale, and the memory of its answers."""

from django.db import models
from django.db.models import Q

from yutang.revenue.flash_sales.models.item import FlashItem


class FlashTaking(models.Model):
    """One order of one item; its key is the order's id.

    It is three things at once, so that an order costs one row and not three: the answer to an Idempotency-Key, the
    person's count (every taker holds the item's lock, so a sum is exact) and the proof of `taken`.
    """

    order_id = models.BigIntegerField("订单", primary_key=True)
    sale_id = models.BigIntegerField("秒杀")
    # No constraint in the database: the service holds the item's row while it inserts.
    item = models.ForeignKey(
        FlashItem,
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name="秒杀商品",
    )
    customer_id = models.BigIntegerField("客户")
    key = models.CharField("幂等键", max_length=64)
    digest = models.CharField("请求摘要", max_length=32)
    order_no = models.CharField("订单号", max_length=40)
    quantity = models.IntegerField("数量")
    total_fen = models.BigIntegerField("应付（分）")
    taken_at = models.DateTimeField("抢购时间")
    pay_before = models.DateTimeField("付款截止")
    paid_at = models.DateTimeField("付款时间", null=True, blank=True)
    returned_at = models.DateTimeField("回流时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抢购记录"
        ordering = ["-order_id"]
        constraints = [
            models.UniqueConstraint(fields=["sale_id", "customer_id", "key"], name="flash_taking_key_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="flash_taking_quantity"),
        ]

    def __str__(self) -> str:
        return self.order_no
