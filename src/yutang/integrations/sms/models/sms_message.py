"""A short message that was sent."""

from django.db import models

from yutang.kernel.secrets import EncryptedTextField


class SmsMessage(models.Model):
    """One message; phone and parameters are encrypted, the phone can be found by its blind index."""

    phone_index = models.CharField("手机号索引", max_length=64, editable=False)
    phone_masked = models.CharField("手机号", max_length=20)
    phone = EncryptedTextField("完整手机号")
    template = models.CharField("模板", max_length=40)
    params = EncryptedTextField("参数")
    sent_at = models.DateTimeField("发送时间", db_index=True)

    class Meta:
        verbose_name = "短信"
        verbose_name_plural = "短信"
        ordering = ("-id",)
        indexes = (models.Index(fields=("phone_index", "-id"), name="sms_latest_of_phone"),)

    def __str__(self) -> str:
        return f"{self.phone_masked} {self.template}"
