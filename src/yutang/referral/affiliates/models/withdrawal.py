"""A withdrawal."""

from django.db import models
from django.db.models import F, Q

from yutang.referral.affiliates.contracts import WithdrawalStatus
from yutang.referral.affiliates.models.affiliate import Affiliate

STATUSES = [
    (WithdrawalStatus.REVIEWING, "审核中"),
    (WithdrawalStatus.PAYING, "打款中"),
    (WithdrawalStatus.PAID, "已到账"),
    (WithdrawalStatus.FAILED, "打款失败，已退回"),
    (WithdrawalStatus.REJECTED, "未通过，已退回"),
]


class Withdrawal(models.Model):
    """Money leaves the available balance in the transaction that writes this row."""

    no = models.CharField("提现单号", max_length=40, unique=True)
    affiliate = models.ForeignKey(
        Affiliate, verbose_name="分销员", on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField("请求编号", max_length=80)
    amount_fen = models.BigIntegerField("金额（分）")
    fee_fen = models.BigIntegerField("手续费（分）", default=0)
    status = models.CharField("状态", max_length=10, choices=STATUSES)
    payout_no = models.CharField("付款单号", max_length=40, default="", blank=True)
    note = models.CharField("说明", max_length=200, default="", blank=True)
    requested_at = models.DateTimeField("申请时间")
    settled_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提现"
        ordering = ("-id",)
        indexes = (models.Index(fields=["status"], name="withdrawal_status"),)
        constraints = (
            models.UniqueConstraint(fields=["affiliate", "key"], name="withdrawal_key_once"),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, fee_fen__gte=0, fee_fen__lt=F("amount_fen")),
                name="withdrawal_amounts",
            ),
        )

    def __str__(self) -> str:
        return self.no
