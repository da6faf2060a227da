"""Check-ins, one a day."""

from django.db import models


class CheckIn(models.Model):
    """A day on which a member said hello."""

    customer_id = models.BigIntegerField("客户")
    day = models.DateField("日期")
    streak = models.IntegerField("连续天数")
    points = models.BigIntegerField("积分")
    reward_points = models.BigIntegerField("连签奖励积分", default=0)
    reward_coupon = models.CharField("连签奖励券", max_length=40, default="", blank=True)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "签到"
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["customer_id", "day"], name="check_in_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.day}"
