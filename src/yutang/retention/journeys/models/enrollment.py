"""A customer on a journey."""

from django.db import models

from yutang.retention.journeys.contracts import EnrollmentStatus

STATUS_CHOICES = (
    (EnrollmentStatus.ACTIVE.value, "进行中"),
    (EnrollmentStatus.FINISHED.value, "已走完"),
    (EnrollmentStatus.EXITED.value, "已离开"),
    (EnrollmentStatus.FAILED.value, "出错停住"),
)


class Enrollment(models.Model):
    """`step` is the next step to run, at `due_at` or later; the key lets a subject in once."""

    key = models.CharField("唯一键", max_length=120, unique=True, editable=False)
    journey = models.CharField("旅程", max_length=40)
    version = models.PositiveSmallIntegerField("版本")
    customer_id = models.BigIntegerField("客户", db_index=True)
    subject = models.CharField("缘由", max_length=60)
    step = models.PositiveSmallIntegerField("下一步", default=0)
    due_at = models.DateTimeField("到点时间")
    status = models.CharField(
        "状态", max_length=10, choices=STATUS_CHOICES, default=EnrollmentStatus.ACTIVE.value
    )
    context = models.JSONField("上下文", default=dict)
    attempts = models.PositiveSmallIntegerField("失败次数", default=0)
    last_error = models.CharField("最近错误", max_length=300, blank=True)
    started_at = models.DateTimeField("开始时间")
    changed_at = models.DateTimeField("变动时间")

    class Meta:
        verbose_name = "旅程进度"
        verbose_name_plural = "旅程进度"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("due_at", "id"), name="journeys_due", condition=models.Q(status="active")),
            models.Index(fields=("journey", "version", "step"), name="journeys_at_step"),
        )

    def __str__(self) -> str:
        return f"{self.journey} {self.subject}"
