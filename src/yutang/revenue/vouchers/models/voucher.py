"""A right in a customer's hands."""

from django.db import models
from django.db.models import F, Q

from yutang.revenue.vouchers.contracts import VOUCHER_TEXT, VoucherStatus


class Voucher(models.Model):
    """One right of one pack. Every use issued is left, redeemed or voided: uses_left and uses_voided say which.

    A pack that was refunded keeps its redeemed uses: is_refunded marks all its vouchers, also those used up before.
    """

    code = models.CharField("券码", max_length=20)
    order_id = models.BigIntegerField("订单")
    order_no = models.CharField("订单号", max_length=40)
    line_id = models.BigIntegerField("订单行")
    pack_no = models.IntegerField("第几份")
    right_no = models.IntegerField("第几项")
    product_id = models.BigIntegerField("商品")
    customer_id = models.BigIntegerField("客户")
    name = models.CharField("权益", max_length=60)
    note = models.CharField("使用说明", max_length=200, blank=True, default="")
    worth_fen = models.BigIntegerField("价值（分）")
    store_ids = models.JSONField("适用门店", default=list)
    uses_total = models.IntegerField("总次数")
    uses_left = models.IntegerField("剩余次数")
    uses_voided = models.IntegerField("作废次数", default=0)
    status = models.CharField(
        "状态",
        max_length=10,
        default=VoucherStatus.ACTIVE,
        choices=[(key, text) for key, text in VOUCHER_TEXT.items()],
    )
    is_refunded = models.BooleanField("已退款", default=False)
    valid_from = models.DateTimeField("生效时间")
    valid_until = models.DateTimeField("失效时间")
    issued_at = models.DateTimeField("发券时间")

    class Meta:
        verbose_name = verbose_name_plural = "到店券"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["customer_id", "-id"], name="voucher_of_customer"),
            models.Index(fields=["order_id"], name="voucher_of_order"),
            models.Index(
                fields=["valid_until"], condition=Q(status=VoucherStatus.ACTIVE), name="voucher_active_until"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="voucher_code_once"),
            models.UniqueConstraint(fields=["line_id", "pack_no", "right_no"], name="voucher_issued_once"),
            models.CheckConstraint(
                condition=Q(
                    uses_left__gte=0, uses_voided__gte=0, uses_total__gte=F("uses_left") + F("uses_voided")
                ),
                name="voucher_uses_within",
            ),
            models.CheckConstraint(
                condition=Q(worth_fen__gt=0, uses_total__gt=0), name="voucher_is_worth_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name
