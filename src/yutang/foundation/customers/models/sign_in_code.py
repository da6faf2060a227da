"""The sign-in code a phone is waiting to enter."""

from django.db import models


class SignInCode(models.Model):
    """One row per phone: the last code (as a keyed digest) and how often codes were asked for today."""

    phone_index = models.CharField("手机号盲索引", max_length=64, unique=True)
    code_digest = models.CharField("验证码摘要", max_length=64, blank=True, default="")
    sent_at = models.DateTimeField("发送时间")
    expires_at = models.DateTimeField("失效时间")
    attempts = models.IntegerField("已尝试", default=0)
    sent_on = models.DateField("发送日期")
    sent_count = models.IntegerField("当日次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "登录验证码"

    def __str__(self) -> str:
        return f"{self.sent_on} · {self.sent_count}"
