"""Levels: what growth is worth."""

from django.db import models
from django.db.models import F, Q


class Level(models.Model):
    """One rung. Level 0 begins at growth 0; thresholds rise with the level."""

    level = models.SmallIntegerField("等级", unique=True)
    name = models.CharField("名称", max_length=20)
    threshold = models.BigIntegerField("所需成长值")
    keep_growth = models.BigIntegerField("保级成长值", default=0)
    points_bp = models.IntegerField("积分倍数（万分比）", default=10_000)
    discount_bp = models.IntegerField("等级折扣（万分比）", default=10_000)
    price_group = models.CharField("价格组", max_length=32, default="", blank=True)
    benefits = models.JSONField("权益", default=list)
    colour = models.CharField("颜色", max_length=9, default="#0B7A75")
    icon = models.CharField("图标", max_length=20, default="crown")
    updated_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "会员等级"
        ordering = ("level",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    level__gte=0, threshold__gte=0, keep_growth__gte=0, keep_growth__lte=F("threshold")
                ),
                name="level_thresholds",
            ),
            models.CheckConstraint(
                condition=Q(points_bp__gte=0, discount_bp__gt=0, discount_bp__lte=10_000),
                name="level_rates",
            ),
        )

    def __str__(self) -> str:
        return self.name
