"""First answers to mutating calls."""

from django.db import models


class Answer(models.Model):
    """The answer that a key was given first; a repeated key receives it again."""

    key = models.CharField(primary_key=True, max_length=200, verbose_name="幂等键")
    digest = models.CharField(max_length=64, verbose_name="请求摘要")
    status = models.SmallIntegerField(verbose_name="状态码")
    body = models.JSONField(null=True, verbose_name="答复")
    created_at = models.DateTimeField(db_index=True, verbose_name="时间")

    class Meta:
        verbose_name = verbose_name_plural = "幂等答复"

    def __str__(self) -> str:
        return self.key
