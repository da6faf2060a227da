"""Issues to many customers, worked off in batches."""

from django.db import models
from django.db.models import F, Q

from yutang.revenue.pricing.contracts import IssueRunStatus
from yutang.revenue.pricing.models.coupon_template import CouponTemplate


class IssueRun(models.Model):
    """One decision to give a coupon to a group of customers. `after_id` is how far it has come."""

    template = models.ForeignKey(CouponTemplate, models.PROTECT, related_name="+", verbose_name="模板")
    key = models.CharField("凭据", max_length=64, unique=True)
    audience = models.JSONField("人群")
    tell = models.BooleanField("发消息", default=False)
    wanted = models.IntegerField("人数")
    issued = models.IntegerField("已发", default=0)
    after_id = models.BigIntegerField("进度", default=0)
    status = models.CharField(
        "状态",
        max_length=8,
        default=IssueRunStatus.RUNNING,
        choices=[
            (IssueRunStatus.RUNNING, "发放中"),
            (IssueRunStatus.DONE, "已完成"),
            (IssueRunStatus.STOPPED, "已停止"),
        ],
    )
    problem = models.CharField("原因", max_length=80, default="", blank=True)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "发券任务"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(status="running"), name="issue_run_running"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued__gte=0) & Q(issued__lte=F("wanted")), name="issue_run_within_count"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
