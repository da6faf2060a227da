"""A lottery and its prizes."""

from django.db import models
from django.db.models import F, Q

from yutang.kernel.secrets import EncryptedTextField
from yutang.retention.lottery.contracts import MOST_PRIZE_FEN, LotteryStatus, PrizeKind


class Lottery(models.Model):
    """What is published does not change. The row is the lock under which lots get their numbers."""

    no = models.CharField("编号", max_length=24, unique=True)
    title = models.CharField("名称", max_length=60)
    status = models.CharField(
        "状态",
        max_length=10,
        default=LotteryStatus.DRAFT,
        choices=[
            (LotteryStatus.DRAFT, "草稿"),
            (LotteryStatus.PUBLISHED, "已发布"),
            (LotteryStatus.STOPPED, "已停止"),
        ],
    )
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    points_cost = models.PositiveIntegerField("每次积分", default=0)
    chance_on_check_in = models.BooleanField("签到送机会", default=False)
    chance_order_fen = models.BigIntegerField("满额送机会（分）", default=0)
    per_person = models.PositiveIntegerField("每人总次数")
    per_person_day = models.PositiveIntegerField("每人每日次数")
    budget_fen = models.BigIntegerField("预算（分）", default=0)
    spent_fen = models.BigIntegerField("已用预算（分）", default=0)
    rules_text = models.TextField("规则", default="", blank=True)
    seed = EncryptedTextField("种子", default="")
    seed_hash = models.CharField("种子摘要", max_length=64, default="", blank=True)
    next_number = models.BigIntegerField("下一签号", default=1)
    created_at = models.DateTimeField("新建时间")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    stopped_at = models.DateTimeField("停止时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽奖活动"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(budget_fen=0) | Q(spent_fen__lte=F("budget_fen")), name="lottery_within_budget"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Prize(models.Model):
    """One prize. taken counts what was won; it never passes the stock."""

    lottery = models.ForeignKey(Lottery, models.CASCADE, related_name="prizes", verbose_name="抽奖")
    sort = models.IntegerField("顺序", default=0)
    title = models.CharField("奖品", max_length=40)
    kind = models.CharField(
        "类型",
        max_length=8,
        choices=[
            (PrizeKind.POINTS, "积分"),
            (PrizeKind.COUPON, "优惠券"),
            (PrizeKind.BONUS, "余额赠金"),
            (PrizeKind.GOODS, "实物"),
            (PrizeKind.THANKS, "谢谢参与"),
        ],
    )
    weight_ppm = models.PositiveIntegerField("概率（百万分比）")
    value_fen = models.BigIntegerField("市场价（分）", default=0)
    stock = models.PositiveIntegerField("数量", null=True, blank=True)
    daily_cap = models.PositiveIntegerField("每日上限", null=True, blank=True)
    taken = models.PositiveIntegerField("已中", default=0)
    points = models.PositiveIntegerField("积分", default=0)
    template_code = models.CharField("券模板", max_length=32, default="", blank=True)
    amount_fen = models.BigIntegerField("赠金（分）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "奖品"
        ordering = ["lottery_id", "sort", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(taken__lte=F("stock")), name="prize_within_stock"
            ),
            models.CheckConstraint(
                condition=Q(value_fen__gte=0, value_fen__lte=MOST_PRIZE_FEN), name="prize_legal_cap"
            ),
        ]

    def __str__(self) -> str:
        return self.title
