"""The sandbox's clock."""

from django.db import models


class ClockOffset(models.Model):
    """How far the demo's clock is from real time; one row."""

    id = models.SmallIntegerField(primary_key=True)
    microseconds = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "时钟偏移"

    def __str__(self) -> str:
        return f"{self.microseconds} µs"
