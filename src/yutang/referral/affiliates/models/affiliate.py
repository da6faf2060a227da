"""A distributor."""

from django.db import models
from django.db.models import F, Q

from yutang.referral.affiliates.contracts import AffiliateStatus

STATUSES = [
    (AffiliateStatus.PENDING, "待审核"),
    (AffiliateStatus.ACTIVE, "正常"),
    (AffiliateStatus.REJECTED, "未通过"),
    (AffiliateStatus.SUSPENDED, "已暂停"),
]


class Affiliate(models.Model):
    """One per customer. The parent joined earlier, so the tree has no cycles; the schema says so."""

    customer_id = models.BigIntegerField("客户", unique=True)
    status = models.CharField("状态", max_length=10, choices=STATUSES, default=AffiliateStatus.PENDING)
    parent = models.ForeignKey(
        "self", verbose_name="邀请人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mode = models.CharField("加入方式", max_length=12, default="")
    applicant_name = models.CharField("申请人", max_length=40, default="", blank=True)
    reason = models.CharField("申请理由", max_length=200, default="", blank=True)
    note = models.CharField("审核意见", max_length=200, default="", blank=True)
    applied_at = models.DateTimeField("申请时间")
    joined_at = models.DateTimeField("加入时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "分销员"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(parent_id__lt=F("id")), name="affiliate_parent_before"
            ),
        )

    def __str__(self) -> str:
        return f"分销员 {self.pk}"
