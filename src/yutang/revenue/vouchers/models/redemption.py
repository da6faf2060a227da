"""What happened at the counter."""

from django.db import models
from django.db.models import Q

from yutang.revenue.vouchers.models.device import StoreDevice
from yutang.revenue.vouchers.models.voucher import Voucher


class Redemption(models.Model):
    """Uses of a voucher that a member of staff redeemed; never deleted, at most reversed once."""

    no = models.CharField("核销号", max_length=40)
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="redemptions", verbose_name="到店券")
    uses = models.IntegerField("次数")
    left_after = models.IntegerField("核销后剩余")
    staff_id = models.BigIntegerField("核销人")
    store_id = models.BigIntegerField("门店")
    device = models.ForeignKey(
        StoreDevice, models.PROTECT, related_name="redemptions", null=True, blank=True, verbose_name="设备"
    )
    key = models.CharField("请求标识", max_length=160)
    redeemed_at = models.DateTimeField("核销时间")
    recorded_at = models.DateTimeField("记录时间")
    reversed_at = models.DateTimeField("撤销时间", null=True, blank=True)
    reversed_by = models.BigIntegerField("撤销人", null=True, blank=True)
    reverse_reason = models.CharField("撤销原因", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "核销记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["store_id", "-redeemed_at"], name="redemption_of_store"),
            models.Index(fields=["staff_id", "-id"], name="redemption_of_staff"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["no"], name="redemption_no_once"),
            models.UniqueConstraint(fields=["key"], name="redemption_key_once"),
            models.CheckConstraint(condition=Q(uses__gt=0, left_after__gte=0), name="redemption_uses"),
        ]

    def __str__(self) -> str:
        return self.no


class StoreSale(models.Model):
    """What the customer bought beside a redemption. An amount of its own is in the ledger; an order's already was."""

    redemption = models.ForeignKey(Redemption, models.PROTECT, related_name="sales", verbose_name="核销记录")
    customer_id = models.BigIntegerField("客户")
    store_id = models.BigIntegerField("门店")
    staff_id = models.BigIntegerField("登记人")
    amount_fen = models.BigIntegerField("金额（分）")
    items = models.CharField("买了什么", max_length=200, blank=True, default="")
    order_no = models.CharField("商城订单", max_length=40, blank=True, default="")
    key = models.CharField("请求标识", max_length=160)
    transfer_key = models.CharField("入账", max_length=120, blank=True, default="")
    at = models.DateTimeField("时间")
    cancelled_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "关联销售"
        ordering = ["-id"]
        indexes = [models.Index(fields=["store_id", "-at"], name="store_sale_of_store")]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="store_sale_key_once"),
            models.UniqueConstraint(
                fields=["order_no"],
                condition=Q(cancelled_at__isnull=True) & ~Q(order_no=""),
                name="store_sale_order_once",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="store_sale_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.redemption_id}: {self.amount_fen}"
