"""The log: events, their places, the relay's head, readers' cursors and what was parked."""

from django.db import models


class Event(models.Model):
    """One thing that happened; written once and never touched again."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80, verbose_name="事件")
    version = models.SmallIntegerField(verbose_name="版本")
    subject = models.CharField(max_length=120, verbose_name="主体")
    shard = models.SmallIntegerField(verbose_name="分片")
    payload = models.TextField(verbose_name="内容")
    occurred_at = models.DateTimeField(verbose_name="发生时间")

    class Meta:
        verbose_name = verbose_name_plural = "事件"

    def __str__(self) -> str:
        return f"{self.name} {self.subject} #{self.pk}"


class Waiting(models.Model):
    """An event that the relay has not placed yet: written with the event, deleted when it gets its place."""

    event_id = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = verbose_name_plural = "待中继事件"

    def __str__(self) -> str:
        return f"待中继 {self.pk}"


class Place(models.Model):
    """Where an event stands: positions are dense, in an order that readers may trust."""

    position = models.BigIntegerField(primary_key=True, verbose_name="位置")
    event_id = models.BigIntegerField(unique=True, verbose_name="事件编号")

    class Meta:
        verbose_name = verbose_name_plural = "事件位置"

    def __str__(self) -> str:
        return f"#{self.position}"


class Head(models.Model):
    """The last position given, and the epoch that tells runners to read their cursors again."""

    id = models.SmallIntegerField(primary_key=True)
    last = models.BigIntegerField(default=0)
    epoch = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "事件头"

    def __str__(self) -> str:
        return f"事件头 {self.last}"


class Cursor(models.Model):
    """How far one reaction has read one shard: everything up to ``position`` is done, parked or of no interest."""

    id = models.BigAutoField(primary_key=True)
    reaction = models.CharField(max_length=120, verbose_name="反应")
    shard = models.SmallIntegerField(verbose_name="分片")
    position = models.BigIntegerField(verbose_name="位置")

    class Meta:
        verbose_name = verbose_name_plural = "反应进度"
        constraints = [models.UniqueConstraint("reaction", "shard", name="kernel_cursor_once")]

    def __str__(self) -> str:
        return f"{self.reaction}/{self.shard} at {self.position}"


class Parked(models.Model):
    """An event that a reaction could not take, or one that waits behind such an event of the same subject."""

    id = models.BigAutoField(primary_key=True)
    reaction = models.CharField(max_length=120, verbose_name="反应")
    event_id = models.BigIntegerField(verbose_name="事件编号")
    position = models.BigIntegerField(verbose_name="位置")
    subject = models.CharField(max_length=120, verbose_name="主体")
    event_name = models.CharField(max_length=80, verbose_name="事件")
    is_cause = models.BooleanField(verbose_name="是否出错")
    error = models.TextField(verbose_name="错误")
    attempts = models.IntegerField(default=1, verbose_name="尝试次数")
    parked_at = models.DateTimeField(verbose_name="搁置时间")

    class Meta:
        verbose_name = verbose_name_plural = "搁置事件"
        constraints = [models.UniqueConstraint("reaction", "event_id", name="kernel_parked_once")]
        indexes = [models.Index("reaction", "subject", "position", name="kernel_parked_subject")]

    def __str__(self) -> str:
        return f"{self.reaction} {self.event_name} {self.subject}"
