"""What was asked of the other side."""

from django.db import models


class ApiCall(models.Model):
    """One call with what came of it; never its token, its secrets or its contents."""

    app = models.CharField("应用", max_length=120)
    api = models.CharField("接口", max_length=120)
    errcode = models.IntegerField("返回码")
    message = models.CharField("返回信息", max_length=200, default="", blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数")
    took_ms = models.PositiveIntegerField("耗时（毫秒）")
    called_at = models.DateTimeField("调用时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口调用"
        ordering = ("-id",)
        indexes = (models.Index(fields=("api", "-id"), name="tencent_call_by_api"),)

    def __str__(self) -> str:
        return f"{self.api} {self.errcode}"
