"""What can be had for points."""

from django.db import models
from django.db.models import F, Q

from yutang.retention.points_mall.contracts import ItemKind


class Item(models.Model):
    """One item; taken counts exchanges that stand, and never passes the stock."""

    title = models.CharField("名称", max_length=60)
    subtitle = models.CharField("副标题", max_length=80, default="", blank=True)
    kind = models.CharField(
        "类型",
        max_length=8,
        choices=[(ItemKind.COUPON, "优惠券"), (ItemKind.GOODS, "商品"), (ItemKind.BONUS, "余额赠金")],
    )
    points = models.PositiveIntegerField("积分")
    cash_fen = models.BigIntegerField("另付（分）", default=0)
    worth_fen = models.BigIntegerField("价值（分）", default=0)
    amount_fen = models.BigIntegerField("赠金（分）", default=0)
    template_code = models.CharField("券模板", max_length=32, default="", blank=True)
    product_id = models.BigIntegerField("商品", null=True, blank=True)
    sku_id = models.BigIntegerField("规格", null=True, blank=True)
    picture = models.CharField("图片", max_length=200, default="", blank=True)
    tint = models.CharField("底色", max_length=9, default="", blank=True)
    description = models.TextField("说明", default="", blank=True)
    per_person = models.PositiveIntegerField("每人限兑", default=1)
    stock = models.PositiveIntegerField("数量", null=True, blank=True)
    taken = models.PositiveIntegerField("已兑", default=0)
    starts_at = models.DateTimeField("开始", null=True, blank=True)
    ends_at = models.DateTimeField("结束", null=True, blank=True)
    sort = models.IntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("新建时间")

    class Meta:
        verbose_name = verbose_name_plural = "积分兑换品"
        ordering = ["sort", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(taken__lte=F("stock")), name="mall_item_within_stock"
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="mall_item_points"),
        ]

    def __str__(self) -> str:
        return self.title
