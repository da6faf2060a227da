"""A customer as a member."""

from django.db import models
from django.db.models import Q


class Member(models.Model):
    """Growth, level, points and check-ins of one customer. Whoever changes any of it locks this row first.

    points, frozen and owed repeat the ledger's balances, so that lists and quotes read one row; the doctor compares.
    A customer without a row is at level 0 and has nothing.
    """

    customer_id = models.BigIntegerField("客户", primary_key=True)
    points = models.BigIntegerField("可用积分", default=0)
    frozen = models.BigIntegerField("待入账积分", default=0)
    owed = models.BigIntegerField("欠积分", default=0)
    growth = models.BigIntegerField("成长值", default=0)
    level = models.SmallIntegerField("等级", default=0)
    level_since = models.DateTimeField("升级时间", null=True, blank=True)
    level_until = models.DateTimeField("等级有效至", null=True, blank=True)
    streak = models.IntegerField("连续签到", default=0)
    last_check_in = models.DateField("最近签到", null=True, blank=True)
    joined_at = models.DateTimeField("入会时间")

    class Meta:
        verbose_name = verbose_name_plural = "会员"
        ordering = ("-customer_id",)
        indexes = (
            models.Index(
                fields=["level_until"], condition=Q(level_until__isnull=False), name="member_level_until"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(points__gte=0, frozen__gte=0, owed__gte=0, growth__gte=0),
                name="member_not_negative",
            ),
        )

    def __str__(self) -> str:
        return str(self.customer_id)
