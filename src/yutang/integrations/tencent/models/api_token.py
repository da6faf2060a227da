"""A token that several processes use."""

from django.db import models

from yutang.kernel.secrets import EncryptedTextField


class ApiToken(models.Model):
    """The token of one app; `fetching_until` is the lease of whoever fetches the next one."""

    app = models.CharField("应用", max_length=120, primary_key=True)
    token = EncryptedTextField("凭证", default="", blank=True)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    fetching_until = models.DateTimeField("正在换取", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口凭证"

    def __str__(self) -> str:
        return self.app
