"""Periodic jobs."""

from django.db import models


class JobRun(models.Model):
    """When a periodic job runs next and how it went last."""

    name = models.CharField(primary_key=True, max_length=80, verbose_name="任务")
    next_at = models.DateTimeField(verbose_name="下次运行")
    last_started_at = models.DateTimeField(null=True, verbose_name="上次开始")
    last_finished_at = models.DateTimeField(null=True, verbose_name="上次完成")
    runs = models.BigIntegerField(default=0, verbose_name="成功次数")
    done = models.BigIntegerField(default=0, verbose_name="处理数量")
    failures = models.IntegerField(default=0, verbose_name="连续失败")
    last_error = models.TextField(default="", blank=True, verbose_name="错误")

    class Meta:
        verbose_name = verbose_name_plural = "周期任务"

    def __str__(self) -> str:
        return self.name
