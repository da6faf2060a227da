"""Days that were compared with providers, and what did not fit."""

from django.db import models
from django.db.models import Q

from yutang.revenue.payments.reconciliation import BREAK_TEXT, BreakStatus, DayStatus


class ReconciliationDay(models.Model):
    """One provider's business day: three columns that should be the same, and the bill as it came."""

    provider = models.CharField("渠道", max_length=20)
    day = models.DateField("账单日")
    status = models.CharField(
        "结果",
        max_length=12,
        choices=[
            (DayStatus.BALANCED, "平账"),
            (DayStatus.BREAKS, "有差异"),
            (DayStatus.FAILED, "账单不可用"),
        ],
    )
    note = models.CharField("说明", max_length=200, default="", blank=True)
    rows = models.IntegerField("账单行数", default=0)
    documents_in_fen = models.BigIntegerField("单据收入（分）", default=0)
    documents_out_fen = models.BigIntegerField("单据支出（分）", default=0)
    bill_in_fen = models.BigIntegerField("账单收入（分）", default=0)
    bill_out_fen = models.BigIntegerField("账单支出（分）", default=0)
    ledger_in_fen = models.BigIntegerField("账本收入（分）", default=0)
    ledger_out_fen = models.BigIntegerField("账本支出（分）", default=0)
    bill_text = models.TextField("账单原文", default="", blank=True)
    run_at = models.DateTimeField("对账时间")

    class Meta:
        verbose_name = verbose_name_plural = "对账"
        ordering = ["-day", "provider"]
        constraints = [models.UniqueConstraint(fields=["provider", "day"], name="reconciliation_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.provider}"


class BillEntry(models.Model):
    """One movement that a provider's bill of a day told."""

    provider = models.CharField("渠道", max_length=20)
    day = models.DateField("账单日")
    kind = models.CharField("类型", max_length=10)
    no = models.CharField("单号", max_length=40)
    amount_fen = models.BigIntegerField("金额（分）")
    happened_at = models.DateTimeField("交易时间")
    provider_txn = models.CharField("渠道流水号", max_length=64, default="")
    times = models.IntegerField("出现次数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "账单行"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "day", "kind", "no"], name="bill_entry_once")
        ]
        indexes = [models.Index(fields=["no"], name="bill_entry_no")]

    def __str__(self) -> str:
        return self.no


class ReconciliationBreak(models.Model):
    """One disagreement, kept until it is settled; found again it is the same row.

    written_off_fen is what was booked to make the ledger agree: positive when the provider owes us more than we thought.
    """

    provider = models.CharField("渠道", max_length=20)
    day = models.DateField("账单日")
    problem = models.CharField(
        "差异", max_length=20, choices=[(kind.value, text) for kind, text in BREAK_TEXT.items()]
    )
    kind = models.CharField("类型", max_length=10)
    no = models.CharField("单号", max_length=40)
    order_no = models.CharField("订单号", max_length=40, default="", blank=True)
    bill_fen = models.BigIntegerField("账单（分）", null=True, blank=True)
    document_fen = models.BigIntegerField("单据（分）", null=True, blank=True)
    ledger_fen = models.BigIntegerField("账本（分）", null=True, blank=True)
    note = models.CharField("说明", max_length=200, default="", blank=True)
    status = models.CharField(
        "状态",
        max_length=10,
        default=BreakStatus.OPEN,
        choices=[
            (BreakStatus.OPEN, "待处理"),
            (BreakStatus.IGNORED, "等次日账单"),
            (BreakStatus.RESOLVED, "已处理"),
        ],
    )
    found_at = models.DateTimeField("发现时间")
    ignore_until = models.DateField("暂缓至", null=True, blank=True)
    resolution = models.CharField("处理说明", max_length=200, default="", blank=True)
    resolved_by = models.CharField("处理人", max_length=60, default="", blank=True)
    resolved_at = models.DateTimeField("处理时间", null=True, blank=True)
    written_off_fen = models.BigIntegerField("核销（分）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "对账差异"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "day", "problem", "kind", "no"], name="reconciliation_break_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["found_at"],
                condition=~Q(status=BreakStatus.RESOLVED),
                name="reconciliation_break_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.get_problem_display()}"
