"""What is sold."""

from django.db import models
from django.db.models import Q

from yutang.foundation.catalog.contracts import KIND_LABELS, STATUS_LABELS, ProductKind, ProductStatus
from yutang.foundation.catalog.models.category import Category


class Product(models.Model):
    """Deletion is a status, because links and orders go on pointing here.

    `price_fen` repeats the price of the cheapest active SKU so that lists can filter and sort by it;
    `version` grows with every edit of the product or its SKUs.
    """

    no = models.CharField("货号", max_length=40)
    name = models.CharField("商品名称", max_length=120)
    subtitle = models.CharField("副标题", max_length=200, blank=True, default="")
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="分类"
    )
    status = models.CharField(
        "状态",
        max_length=10,
        choices=[(status.value, label) for status, label in STATUS_LABELS.items()],
        default=ProductStatus.DRAFT.value,
    )
    kind = models.CharField(
        "类型",
        max_length=10,
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
        default=ProductKind.GOODS.value,
    )
    pictures = models.JSONField("图片", default=list, blank=True)
    tint = models.CharField("底色", max_length=7, blank=True, default="")
    description = models.TextField("图文详情", blank=True, default="")
    specs = models.JSONField("参数", default=list, blank=True)
    service_promises = models.JSONField("服务保障", default=list, blank=True)
    original_price_fen = models.BigIntegerField("日常价（分）", null=True, blank=True)
    origin = models.CharField("产地", max_length=60, blank=True, default="")
    price_fen = models.BigIntegerField("起售价（分）", default=0)
    sales_count = models.BigIntegerField("销量", default=0)
    sort = models.IntegerField("排序", default=0)
    version = models.IntegerField("版本", default=1)
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = verbose_name_plural = "商品"
        ordering = ("-sort", "-id")
        indexes = (
            models.Index(fields=("status", "-sort", "-sales_count", "-id"), name="catalog_product_default"),
            models.Index(fields=("status", "-sales_count", "-id"), name="catalog_product_sales"),
            models.Index(fields=("status", "price_fen", "id"), name="catalog_product_price"),
        )
        # Named here, because unique=True would add a second index for LIKE on PostgreSQL.
        constraints = (
            models.UniqueConstraint(fields=("no",), name="catalog_product_no_once"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in ProductStatus]),
                name="catalog_product_status_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ProductKind]), name="catalog_product_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(price_fen__gte=0, sales_count__gte=0), name="catalog_product_counts_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(original_price_fen__isnull=True) | Q(original_price_fen__gt=0),
                name="catalog_product_original_positive",
            ),
        )

    def __str__(self) -> str:
        return self.name
