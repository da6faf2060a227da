"""After-sale: what customers ask and what became of it."""

from django.db import models
from django.db.models import F, Q

from yutang.revenue.orders.contracts import (
    AFTER_SALE_KIND_TEXT,
    AFTER_SALE_TEXT,
    OPEN_AFTER_SALES,
    AfterSaleKind,
    AfterSaleStatus,
)
from yutang.revenue.orders.models.order import Order, OrderLine


class AfterSale(models.Model):
    """One request. An order has at most one open request, so shares can never be promised twice.

    due_at says when the clock acts (or since when staff are late). The amounts are fixed when it is asked; parts keeps the
    sentences that explain them.
    """

    no = models.CharField("售后单号", max_length=40, unique=True)
    order = models.ForeignKey(Order, models.CASCADE, related_name="after_sales", verbose_name="订单")
    customer_id = models.BigIntegerField("客户", db_index=True)
    kind = models.CharField(
        "类型",
        max_length=12,
        default=AfterSaleKind.REFUND,
        db_default=AfterSaleKind.REFUND.value,
        choices=[(key.value, text) for key, text in AFTER_SALE_KIND_TEXT.items()],
    )
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
    points_back = models.BigIntegerField("退回积分", default=0, db_default=0)
    deducted_fen = models.BigIntegerField("赠品扣款（分）", default=0, db_default=0)
    parts = models.JSONField("金额明细", default=list, blank=True)
    restock = models.BooleanField("退回库存", default=False)
    refuse_reason = models.CharField("拒绝原因", max_length=200, default="", blank=True)
    is_holding = models.BooleanField("已占用换补货", default=False, db_default=False)
    is_final = models.BooleanField("不可再申诉", default=False, db_default=False)
    opened_by = models.CharField("发起人", max_length=60, default="", db_default="", blank=True)
    decided_by = models.CharField("处理人", max_length=60, default="", blank=True)
    refund_no = models.CharField("退款单号", max_length=40, default="", blank=True)
    applied_at = models.DateTimeField("申请时间")
    due_at = models.DateTimeField("时限", null=True, blank=True)
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    sent_back_at = models.DateTimeField("寄回时间", null=True, blank=True)
    received_at = models.DateTimeField("收货时间", null=True, blank=True)
    refunded_at = models.DateTimeField("退款时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "售后"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=OPEN_AFTER_SALES, due_at__isnull=False),
                name="after_sale_due",
            )
        ]
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
    """How many of which line, and the exact share of it. charged_fen: the gift stays and this is kept for it.

    new_sku_id is what comes instead in an exchange; good_quantity is how many came back fit for sale.
    """

    after_sale = models.ForeignKey(AfterSale, models.CASCADE, related_name="lines", verbose_name="售后单")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="+", verbose_name="订单明细")
    quantity = models.IntegerField("数量")
    refund_fen = models.BigIntegerField("退款（分）")
    points = models.BigIntegerField("退回积分", default=0, db_default=0)
    charged_fen = models.BigIntegerField("扣款（分）", default=0, db_default=0)
    new_sku_id = models.BigIntegerField("换成规格", null=True, blank=True)
    new_spec = models.CharField("换成规格名", max_length=80, default="", db_default="", blank=True)
    good_quantity = models.IntegerField("完好件数", default=0, db_default=0)

    class Meta:
        verbose_name = verbose_name_plural = "售后明细"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) | Q(charged_fen__gt=0), name="after_sale_line_quantity"
            ),
            models.CheckConstraint(
                condition=Q(good_quantity__gte=0, good_quantity__lte=F("quantity")),
                name="after_sale_line_good",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} × {self.quantity}"


class AfterSaleMark(models.Model):
    """One sentence of the story of a request; append-only."""

    after_sale = models.ForeignKey(AfterSale, models.CASCADE, related_name="marks", verbose_name="售后单")
    at = models.DateTimeField("时间")
    what = models.CharField("事项", max_length=30)
    text = models.CharField("标题", max_length=60)
    detail = models.CharField("说明", max_length=500, default="", blank=True)
    actor = models.CharField("谁", max_length=60, default="", blank=True)
    pictures = models.JSONField("图片", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "售后记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class AfterSalePolicy(models.Model):
    """The terms of after-sale. Append-only: the newest row is in force."""

    answer_hours = models.PositiveIntegerField("商家处理（小时）", default=48)
    on_silence = models.CharField(
        "逾期未处理",
        max_length=10,
        default="approve",
        choices=[("approve", "自动同意"), ("escalate", "转总部介入")],
    )
    send_back_days = models.PositiveIntegerField("买家寄回（天）", default=7)
    receive_days = models.PositiveIntegerField("商家收货（天）", default=10)
    appeal_days = models.PositiveIntegerField("申诉期（天）", default=7)
    decide_hours = models.PositiveIntegerField("总部裁决（小时）", default=72)
    confirm_days = models.PositiveIntegerField("买家确认换补货（天）", default=10)
    staff_limit_fen = models.BigIntegerField("员工单笔退款上限（分）", default=50_000)
    staff_daily_fen = models.BigIntegerField("员工每日退款上限（分）", default=500_000)
    return_name = models.CharField("退货收件人", max_length=40, default="", blank=True)
    return_phone = models.CharField("退货电话", max_length=20, default="", blank=True)
    return_address = models.CharField("退货地址", max_length=200, default="", blank=True)
    created_at = models.DateTimeField("生效时间")
    created_by = models.CharField("修改人", max_length=60, default="")

    class Meta:
        verbose_name = verbose_name_plural = "售后规则"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"第 {self.pk} 版"
