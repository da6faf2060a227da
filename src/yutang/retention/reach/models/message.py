"""A message in the message centre."""

from django.db import models


class Message(models.Model):
    """What was said, word for word: a later change of the text changes no message that was sent."""

    key = models.CharField("幂等键", max_length=120, unique=True, editable=False)
    customer_id = models.BigIntegerField("客户")
    template = models.CharField("模板", max_length=60)
    kind = models.CharField("类型", max_length=20)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容")
    action_text = models.CharField("按钮", max_length=20, blank=True)
    path = models.CharField("页面", max_length=200, blank=True)
    sent_at = models.DateTimeField("发送时间", db_index=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("customer_id", "-id"), name="reach_message_of_customer"),
            models.Index(
                fields=("customer_id",), name="reach_message_unread", condition=models.Q(read_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return self.title
