"""What a sale offers."""

from django.db import models
from django.db.models import F, Q

from yutang.revenue.flash_sales.contracts import STATUS_TEXT, SaleStatus
from yutang.revenue.flash_sales.models.sale import FlashSale

STATUS_CHOICES = [(key.value, text) for key, text in STATUS_TEXT.items()]


class FlashItem(models.Model):
    """A scarce counter: whoever takes a piece or gives one back holds this row's lock.

    While the sale is scheduled the stock room holds `allotment - taken` under the reference `flash:<id>`. `taken` is
    what its takings took and did not give back; `paid` is the part of it that is paid. base_fen is the lowest price the
    SKU was sold at in the week before the sale was scheduled, so a struck-out price is always an honest one.
    """

    sale = models.ForeignKey(FlashSale, models.PROTECT, related_name="items", verbose_name="秒杀")
    sku_id = models.BigIntegerField("规格", db_index=True)
    product_id = models.BigIntegerField("商品", db_index=True)
    location_id = models.BigIntegerField("出货库位")
    store_id = models.BigIntegerField("自提门店", null=True, blank=True)
    name = models.CharField("商品名", max_length=160)
    spec = models.CharField("规格名", max_length=80, default="", blank=True)
    picture = models.CharField("图片", max_length=200, default="", blank=True)
    tint = models.CharField("底色", max_length=9, default="", blank=True)
    price_fen = models.BigIntegerField("秒杀价（分）")
    base_fen = models.BigIntegerField("日常价（分）")
    allotment = models.BigIntegerField("投放数量")
    taken = models.BigIntegerField("已抢", default=0)
    paid = models.BigIntegerField("已付款", default=0)
    per_person = models.SmallIntegerField("每人限购", default=1)
    # The sale's own status again: who waited for this row's lock reads it fresh, what he joined to it may be stale.
    status = models.CharField("状态", max_length=12, default=SaleStatus.SCHEDULED, choices=STATUS_CHOICES)

    class Meta:
        verbose_name = verbose_name_plural = "秒杀商品"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sale", "sku_id"], name="flash_item_once"),
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("allotment"), paid__gte=0, paid__lte=F("taken")),
                name="flash_item_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(price_fen__gte=1, price_fen__lt=F("base_fen"), per_person__gte=1),
                name="flash_item_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.spec}".strip()

    @property
    def left(self) -> int:
        """What can still be bought."""
        return self.allotment - self.taken

    @property
    def ref(self) -> str:
        """The reference under which the stock room keeps the allotment."""
        return allotment_ref(self.pk)


def allotment_ref(item_id: int) -> str:
    """The reference under which the stock room keeps an item's allotment."""
    return f"flash:{item_id}"
