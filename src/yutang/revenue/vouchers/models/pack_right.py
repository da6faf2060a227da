"""What a pack holds."""

from django.db import models
from django.db.models import Q


class PackRight(models.Model):
    """One right of a voucher product. Orders keep a copy: a change counts for those who buy later."""

    product_id = models.BigIntegerField("商品")
    name = models.CharField("权益名称", max_length=60)
    worth_fen = models.BigIntegerField("价值（分）")
    uses = models.IntegerField("可用次数", default=1)
    store_ids = models.JSONField("适用门店", default=list, blank=True)
    valid_days = models.IntegerField("购买后有效天数", null=True, blank=True)
    valid_from = models.DateField("起始日", null=True, blank=True)
    valid_until = models.DateField("截止日", null=True, blank=True)
    note = models.CharField("使用说明", max_length=200, blank=True, default="")
    sort = models.IntegerField("排序", default=0)
    created_at = models.DateTimeField("创建时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "券包权益"
        ordering = ["product_id", "sort", "id"]
        indexes = [models.Index(fields=["product_id", "sort"], name="pack_right_of_product")]
        constraints = [
            models.CheckConstraint(
                condition=Q(worth_fen__gt=0, uses__gt=0), name="pack_right_is_worth_something"
            ),
            models.CheckConstraint(
                condition=Q(valid_days__gt=0, valid_until__isnull=True)
                | Q(valid_days__isnull=True, valid_until__isnull=False),
                name="pack_right_ends_one_way",
            ),
        ]

    def __str__(self) -> str:
        return self.name
