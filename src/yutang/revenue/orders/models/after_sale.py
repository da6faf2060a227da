"""After-sale: what customers ask back and what became of it."""

from django.db import models
from django.db.models import Q

from yutang.revenue.orders.contracts import AFTER_SALE_TEXT, OPEN_AFTER_SALES, AfterSaleStatus
from yutang.revenue.orders.models.order import Order, OrderLine


class AfterSale(models.Model):
    """One request for money back. An order has at most one open request, so shares can never be promised twice."""

    no = models.CharField("售后单号", max_length=40, unique=True)
    order = models.ForeignKey(Order, models.CASCADE, related_name="after_sales", verbose_name="订单")
    customer_id = models.BigIntegerField("客户", db_index=True)
    status = models.CharField(
        "状态",
        max_length=20,
        default=AfterSaleStatus.APPLIED,
        choices=[(key.value, text) for key, text in AFTER_SALE_TEXT.items()],
    )
    reason = models.CharField("原因", max_length=60)
    description = models.CharField("说明", max_length=500, default="", blank=True)
    evidence = models.JSONField("凭证", default=list, blank=True)
    refund_fen = models.BigIntegerField("退款金额（分，含配送费）")
    shipping_fen = models.BigIntegerField("其中配送费（分）", default=0)
    restock = models.BooleanField("退回库存", default=False)
    refuse_reason = models.CharField("拒绝原因", max_length=200, default="", blank=True)
    decided_by = models.CharField("处理人", max_length=60, default="", blank=True)
    refund_no = models.CharField("退款单号", max_length=40, default="", blank=True)
    applied_at = models.DateTimeField("申请时间")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    refunded_at = models.DateTimeField("退款时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "售后"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(refund_fen__gte=0), name="after_sale_amount"),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=OPEN_AFTER_SALES),
                name="after_sale_one_open_per_order",
            ),
        ]

    def __str__(self) -> str:
        return self.no


class AfterSaleLine(models.Model):
    """How many of which line, and the exact money of that share."""

    after_sale = models.ForeignKey(AfterSale, models.CASCADE, related_name="lines", verbose_name="售后单")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="+", verbose_name="订单明细")
    quantity = models.IntegerField("数量")
    refund_fen = models.BigIntegerField("退款（分）")

    class Meta:
        verbose_name = verbose_name_plural = "售后明细"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="after_sale_line_quantity")]

    def __str__(self) -> str:
        return f"{self.line_id} × {self.quantity}"
