"""Which sales are in the sales counts already."""

from django.db import models


class CountedSale(models.Model):
    """The id of an event whose pieces were counted: telling it again changes nothing."""

    event_id = models.BigIntegerField("事件", primary_key=True)

    class Meta:
        verbose_name = verbose_name_plural = "已计销量"

    def __str__(self) -> str:
        return str(self.event_id)
