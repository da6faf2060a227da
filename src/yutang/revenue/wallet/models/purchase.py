"""What customers buy from the wallet's counter: a top-up, or an electronic gift card."""

from django.db import models
from django.db.models import Q

from yutang.revenue.wallet.contracts import PURCHASE_TEXT, PurchaseKind, PurchaseStatus


class Purchase(models.Model):
    """One purchase, paid through the cashier. Its number is what its payments are for."""

    no = models.CharField("单号", max_length=40, unique=True)
    kind = models.CharField(
        "类型",
        max_length=12,
        choices=[(PurchaseKind.TOP_UP, "充值"), (PurchaseKind.GIFT_CARD, "礼品卡")],
    )
    customer_id = models.BigIntegerField("客户", db_index=True)
    title = models.CharField("名称", max_length=60)
    pay_fen = models.BigIntegerField("应付（分）")
    bonus_fen = models.BigIntegerField("赠送（分）", default=0)
    message = models.CharField("祝福语", max_length=60, default="", blank=True)
    cover = models.CharField("封面", max_length=20, default="", blank=True)
    status = models.CharField(
        "状态",
        max_length=12,
        default=PurchaseStatus.OPEN,
        choices=[(status.value, text) for status, text in PURCHASE_TEXT.items()],
    )
    payment_no = models.CharField("支付单号", max_length=40, default="", blank=True)
    created_at = models.DateTimeField("创建时间")
    pay_before = models.DateTimeField("支付截止")
    paid_at = models.DateTimeField("支付时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "充值与购卡"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["pay_before"],
                condition=Q(status=PurchaseStatus.OPEN),
                name="wallet_purchase_open_until",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(pay_fen__gt=0, bonus_fen__gte=0), name="wallet_purchase_amounts"
            )
        ]

    def __str__(self) -> str:
        return self.no
