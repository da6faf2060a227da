"""Points as pieces that expire, and what was spent of them."""

from django.db import models
from django.db.models import F, Q

from yutang.retention.membership.contracts import REASON_TEXT

REASONS = [(str(reason), text) for reason, text in REASON_TEXT.items()]


class PointLot(models.Model):
    """Points that came together and expire together; `left` is what nobody has spent, clawed back or let expire.

    Frozen lots wait for `frozen_until`, or without a date for their order's after-sale window.
    """

    customer_id = models.BigIntegerField("客户")
    key = models.CharField("凭据", max_length=100)
    reason = models.CharField("来源", max_length=20, choices=REASONS)
    memo = models.CharField("说明", max_length=200, default="", blank=True)
    points = models.BigIntegerField("积分")
    left = models.BigIntegerField("剩余")
    is_frozen = models.BooleanField("待入账", default=False)
    frozen_until = models.DateTimeField("预计入账", null=True, blank=True)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    created_at = models.DateTimeField("获得时间")

    class Meta:
        verbose_name = verbose_name_plural = "积分批次"
        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=["customer_id", "expires_at"], condition=Q(left__gt=0), name="point_lot_of_customer"
            ),
            models.Index(
                fields=["expires_at"], condition=Q(left__gt=0, is_frozen=False), name="point_lot_expiring"
            ),
            models.Index(
                fields=["frozen_until"],
                condition=Q(left__gt=0, is_frozen=True, frozen_until__isnull=False),
                name="point_lot_thawing",
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["key"], name="point_lot_key_once"),
            models.CheckConstraint(
                condition=Q(points__gt=0, left__gte=0, left__lte=F("points")), name="point_lot_within"
            ),
        )

    def __str__(self) -> str:
        return self.key


class PointSpend(models.Model):
    """Points that were spent at once: from which lots, and how much of it has come back since."""

    key = models.CharField("凭据", max_length=100)
    customer_id = models.BigIntegerField("客户", db_index=True)
    reason = models.CharField("用途", max_length=20, choices=REASONS)
    memo = models.CharField("说明", max_length=200, default="", blank=True)
    points = models.BigIntegerField("积分")
    given_back = models.BigIntegerField("已退回", default=0)
    parts = models.JSONField("从哪些批次", default=list)
    backs = models.JSONField("退回记录", default=dict)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "积分消耗"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["key"], name="point_spend_key_once"),
            models.CheckConstraint(
                condition=Q(points__gt=0, given_back__gte=0, given_back__lte=F("points")),
                name="point_spend_within",
            ),
        )

    def __str__(self) -> str:
        return self.key


class OrderReward(models.Model):
    """What an order earned its buyer, line by line, and what refunds have taken back of it."""

    order_id = models.BigIntegerField("订单编号", primary_key=True)
    order_no = models.CharField("订单号", max_length=40)
    customer_id = models.BigIntegerField("客户")
    lines = models.JSONField("各行（实付、积分、成长值）", default=dict)
    bonus = models.BigIntegerField("首单积分", default=0)
    points = models.BigIntegerField("积分")
    points_clawed = models.BigIntegerField("已扣回积分", default=0)
    growth = models.BigIntegerField("成长值")
    growth_clawed = models.BigIntegerField("已扣回成长值", default=0)
    paid_at = models.DateTimeField("支付时间")
    closed_at = models.DateTimeField("售后期结束", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "订单奖励"
        ordering = ("-order_id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    points_clawed__gte=0,
                    points_clawed__lte=F("points"),
                    growth_clawed__gte=0,
                    growth_clawed__lte=F("growth"),
                ),
                name="order_reward_clawed_within",
            ),
        )

    def __str__(self) -> str:
        return self.order_no
