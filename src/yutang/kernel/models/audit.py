"""The audit chain."""

from django.db import models


class AuditEntry(models.Model):
    """One sensitive act. ``seal`` covers the previous seal, so an edited, removed or inserted row shows."""

    id = models.BigIntegerField(primary_key=True, verbose_name="序号")
    at = models.DateTimeField(db_index=True, verbose_name="时间")
    actor = models.CharField(max_length=120, db_index=True, verbose_name="操作人")
    action = models.CharField(max_length=80, db_index=True, verbose_name="动作")
    subject = models.CharField(max_length=120, db_index=True, verbose_name="对象")
    change = models.JSONField(null=True, verbose_name="变更")
    salt = models.CharField(max_length=32, null=True)
    change_digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=64, verbose_name="校验")

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"


class AuditHead(models.Model):
    """The end of the chain: without it, cutting off the last entries would not show."""

    id = models.SmallIntegerField(primary_key=True)
    last = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name = verbose_name_plural = "审计链尾"

    def __str__(self) -> str:
        return f"审计链尾 {self.last}"
