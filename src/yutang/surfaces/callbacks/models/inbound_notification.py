"""A notification as it came in."""

from django.db import models


class InboxStatus(models.TextChoices):
    """Where a notification stands."""

    WAITING = "waiting", "待处理"
    DONE = "done", "已处理"
    REFUSED = "refused", "验签未过"
    DEAD = "dead", "需人工处理"


class InboundNotification(models.Model):
    """Raw body and headers, kept for ever; `content` is what the verified body says, so that replay needs no clock."""

    digest = models.CharField("内容指纹", max_length=64, unique=True, editable=False)
    source = models.CharField("来源", max_length=40)
    headers = models.JSONField("请求头", default=dict)
    body = models.TextField("原文")
    content = models.JSONField("内容", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=InboxStatus.choices, default=InboxStatus.WAITING)
    outcome = models.CharField("结果", max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    times_received = models.PositiveIntegerField("收到次数", default=1)
    last_error = models.CharField("最近错误", max_length=300, blank=True)
    received_at = models.DateTimeField("收到时间", db_index=True)
    due_at = models.DateTimeField("下次处理")
    processed_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "回调通知"
        verbose_name_plural = "回调通知"
        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=("due_at", "id"), name="callbacks_waiting", condition=models.Q(status="waiting")
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"
