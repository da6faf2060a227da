"""Paid light cards: kinds, cards in customers' hands, and each use of a benefit."""

from django.db import models
from django.db.models import F, Q

from yutang.retention.membership.contracts import CARD_TEXT, USE_TEXT, CardStatus, UseStatus


class CardType(models.Model):
    """What one kind of card costs and brings. It is sold as a SKU of the catalogue."""

    name = models.CharField("卡名", max_length=20)
    sku_id = models.BigIntegerField("售卖规格", unique=True)
    product_id = models.BigIntegerField("售卖商品")
    price_fen = models.BigIntegerField("卡价（分）")
    days = models.IntegerField("有效天数")
    month_free_shipping = models.IntegerField("每月免邮次数", default=0)
    total_free_shipping = models.IntegerField("全期免邮次数", default=0)
    discount_bp = models.IntegerField("持卡折扣（万分比）", default=10_000)
    price_group = models.CharField("价格组", max_length=32, default="", blank=True)
    month_coupons = models.JSONField("每月券", default=list)
    colour = models.CharField("颜色", max_length=9, default="#8F5E0B")
    icon = models.CharField("图标", max_length=20, default="truck")
    intro = models.CharField("一句话介绍", max_length=60, default="", blank=True)
    is_on_sale = models.BooleanField("在售", default=True)
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = verbose_name_plural = "付费卡"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    price_fen__gt=0,
                    days__gt=0,
                    month_free_shipping__gte=0,
                    total_free_shipping__gte=F("month_free_shipping"),
                    discount_bp__gt=0,
                    discount_bp__lte=10_000,
                ),
                name="card_type_amounts",
            ),
        )

    def __str__(self) -> str:
        return self.name


class MemberCard(models.Model):
    """A card that somebody bought. Terms are those of the day of the purchase.

    month_used counts the uses in `month` only; both counters rise by a conditional write and never pass their caps.
    """

    no = models.CharField("卡号", max_length=40, unique=True)
    key = models.CharField("凭据", max_length=60, unique=True)
    customer_id = models.BigIntegerField("客户")
    card_type = models.ForeignKey(CardType, models.PROTECT, related_name="+", verbose_name="卡种")
    order_id = models.BigIntegerField("订单编号", db_index=True)
    order_no = models.CharField("订单号", max_length=40)
    line_id = models.BigIntegerField("订单行")
    status = models.CharField(
        "状态",
        max_length=10,
        default=CardStatus.ACTIVE,
        choices=[(str(status), text) for status, text in CARD_TEXT.items()],
    )
    paid_fen = models.BigIntegerField("实付（分）")
    starts_at = models.DateTimeField("生效时间")
    ends_at = models.DateTimeField("到期时间")
    month_free_shipping = models.IntegerField("每月免邮次数", default=0)
    total_free_shipping = models.IntegerField("全期免邮次数", default=0)
    discount_bp = models.IntegerField("持卡折扣（万分比）", default=10_000)
    price_group = models.CharField("价格组", max_length=32, default="", blank=True)
    month = models.CharField("计数月份", max_length=7, default="", blank=True)
    month_used = models.IntegerField("当月已用", default=0)
    total_used = models.IntegerField("累计已用", default=0)
    saved_fen = models.BigIntegerField("已省（分）", default=0)
    coupons_month = models.CharField("已发券月份", max_length=7, default="", blank=True)
    created_at = models.DateTimeField("开卡时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会员持卡"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["customer_id", "ends_at"], name="member_card_of_customer"),
            models.Index(
                fields=["ends_at"], condition=Q(status=CardStatus.ACTIVE), name="member_card_ending"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    month_used__gte=0,
                    month_used__lte=F("month_free_shipping"),
                    total_used__gte=0,
                    total_used__lte=F("total_free_shipping"),
                    saved_fen__gte=0,
                ),
                name="member_card_within_caps",
            ),
        )

    def __str__(self) -> str:
        return self.no


class BenefitUse(models.Model):
    """One benefit that one order took from a card; given back when the order is."""

    card = models.ForeignKey(MemberCard, models.PROTECT, related_name="uses", verbose_name="持卡")
    customer_id = models.BigIntegerField("客户")
    kind = models.CharField("权益", max_length=20)
    order_no = models.CharField("订单号", max_length=40)
    title = models.CharField("说明", max_length=80, default="", blank=True)
    month = models.CharField("月份", max_length=7)
    saved_fen = models.BigIntegerField("节省（分）")
    status = models.CharField(
        "状态",
        max_length=10,
        default=UseStatus.USED,
        choices=[(str(status), text) for status, text in USE_TEXT.items()],
    )
    created_at = models.DateTimeField("时间")
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "权益使用"
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["order_no", "kind"], name="benefit_once_an_order"),)

    def __str__(self) -> str:
        return f"{self.order_no} {self.kind}"
