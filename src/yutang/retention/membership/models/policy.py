"""The rules of membership: one version in force."""

from django.db import models
from django.db.models import Q

from yutang.retention.membership.contracts import ExpiryKind, MemberDayKind

EXPIRIES = [
    (ExpiryKind.NEVER, "永久有效"),
    (ExpiryKind.YEAR_END, "次年年底到期"),
    (ExpiryKind.MONTHS, "按月到期"),
]
MEMBER_DAYS = [
    (MemberDayKind.NONE, "不设会员日"),
    (MemberDayKind.WEEK, "每周"),
    (MemberDayKind.MONTH, "每月"),
]


class MembershipPolicy(models.Model):
    """Append-only: the newest row is in force."""

    is_earning = models.BooleanField("消费得积分", default=True)
    fen_per_point = models.IntegerField("每多少分得 1 积分", default=100)
    first_order_points = models.IntegerField("首单奖励积分", default=0)
    birthday_bp = models.IntegerField("生日月倍数（万分比）", default=10_000)
    scope_rules = models.JSONField("商品与类目倍数", default=list)
    freeze_days = models.IntegerField("售后期后再冻结（天）", default=0)
    expiry = models.CharField("有效期", max_length=10, choices=EXPIRIES, default=ExpiryKind.YEAR_END)
    expiry_months = models.IntegerField("有效月数", default=12)
    is_money = models.BooleanField("积分可抵现", default=True)
    points_per_yuan = models.IntegerField("多少积分抵 1 元", default=100)
    money_cap_bp = models.IntegerField("最多抵扣（万分比）", default=5000)
    fen_per_growth = models.IntegerField("每多少分得 1 成长值", default=100)
    level_days = models.IntegerField("等级有效期（天）", default=365)
    member_day_kind = models.CharField(
        "会员日", max_length=8, choices=MEMBER_DAYS, default=MemberDayKind.NONE, blank=True
    )
    member_day = models.IntegerField("哪一天", default=8)
    member_day_points_bp = models.IntegerField("会员日积分倍数（万分比）", default=10_000)
    member_day_discount_bp = models.IntegerField("会员日折扣（万分比）", default=10_000)
    is_check_in = models.BooleanField("开放签到", default=True)
    check_in_points = models.IntegerField("每日签到积分", default=5)
    streak_rewards = models.JSONField("连签奖励", default=list)
    adjust_limit = models.IntegerField("单次调整上限", default=5000)
    adjust_day_limit = models.IntegerField("每人每日调整上限", default=20_000)
    created_at = models.DateTimeField("生效时间")
    created_by = models.CharField("修改人", max_length=64, default="")

    class Meta:
        verbose_name = verbose_name_plural = "会员规则"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    fen_per_point__gt=0,
                    fen_per_growth__gt=0,
                    points_per_yuan__gt=0,
                    money_cap_bp__gte=0,
                    money_cap_bp__lte=10_000,
                    level_days__gt=0,
                    expiry_months__gt=0,
                    member_day_discount_bp__gt=0,
                    member_day_discount_bp__lte=10_000,
                ),
                name="membership_policy_amounts",
            ),
        )

    def __str__(self) -> str:
        return f"第 {self.pk} 版"
