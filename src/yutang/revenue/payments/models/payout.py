"""Money that goes to people outside."""

from django.db import models
from django.db.models import Q

from yutang.revenue.payments.contracts import PayoutStatus


class Payout(models.Model):
    """One transfer to a person, for example a withdrawn commission."""

    no = models.CharField("付款单号", max_length=40, unique=True)
    key = models.CharField("凭据", max_length=120, unique=True)
    payee = models.CharField("收款人编号", max_length=64, db_index=True)
    payee_name = models.CharField("收款人", max_length=64, default="")
    debit_account = models.CharField("出账账户", max_length=64)
    amount_fen = models.BigIntegerField("金额（分）")
    provider = models.CharField("支付方式", max_length=20, default="sandbox")
    status = models.CharField(
        "状态",
        max_length=12,
        default=PayoutStatus.CREATED,
        choices=[
            (PayoutStatus.CREATED, "处理中"),
            (PayoutStatus.SUCCEEDED, "已到账"),
            (PayoutStatus.FAILED, "付款失败"),
        ],
    )
    memo = models.CharField("附言", max_length=120, default="", blank=True)
    failure = models.CharField("失败原因", max_length=120, default="", blank=True)
    provider_txn = models.CharField("渠道流水号", max_length=64, default="", blank=True)
    created_at = models.DateTimeField("创建时间")
    settled_at = models.DateTimeField("到账时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "付款"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payout_amount")]

    def __str__(self) -> str:
        return self.no
