"""Price rules, every kind in one table, so that a quote reads them with one statement."""

from django.db import models

from yutang.revenue.pricing.contracts import MAIN_GROUP, PromotionKind, PromotionStatus

KIND_TITLES = {
    PromotionKind.LIMITED_PRICE: "限时价",
    PromotionKind.MEMBER_PRICE: "会员价",
    PromotionKind.MEMBER_DAY: "会员日",
    PromotionKind.FIRST_ORDER: "新人首单",
    PromotionKind.FULL_REDUCTION: "满减",
    PromotionKind.FULL_DISCOUNT: "满折",
    PromotionKind.FULL_GIFT: "满赠",
    PromotionKind.NTH_DISCOUNT: "第 N 件优惠",
    PromotionKind.N_FOR: "N 件 N 元",
    PromotionKind.CHOOSE_ONE: "N 选 1",
    PromotionKind.BUNDLE: "套装",
    PromotionKind.SHIPPING: "运费",
}


class Promotion(models.Model):
    """One rule that changes a price inside a window of time.

    stopped_at closes the window of one that was stopped: what held at a moment of the past can be asked for ever.
    """

    name = models.CharField("名称", max_length=64)
    kind = models.CharField(
        "类型", max_length=20, choices=[(kind.value, t) for kind, t in KIND_TITLES.items()]
    )
    scope_kind = models.CharField("范围", max_length=12, default="all")
    scope_ids = models.JSONField("范围编号", default=list, blank=True)
    config = models.JSONField("规则", default=dict)
    exclusive_group = models.CharField("互斥组", max_length=32, default=MAIN_GROUP)
    stacks = models.BooleanField("可与其他组叠加", default=True)
    audience = models.JSONField("人群", default=dict, blank=True)
    per_person = models.IntegerField("每人限享单数", null=True, blank=True)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束", null=True, blank=True)
    status = models.CharField(
        "状态",
        max_length=12,
        default=PromotionStatus.ACTIVE,
        choices=[
            (PromotionStatus.ACTIVE.value, "进行"),
            (PromotionStatus.PAUSED.value, "已暂停"),
            (PromotionStatus.STOPPED.value, "已停止"),
        ],
    )
    stopped_at = models.DateTimeField("停止时间", null=True, blank=True)
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = verbose_name_plural = "价格规则"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class PromotionUse(models.Model):
    """One use of a promotion that counts its uses. The key is the place that the use takes: two cannot take the same.

    A cancelled order gives its place back by deleting the row.
    """

    key = models.CharField("名额", max_length=80, unique=True)
    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="uses", verbose_name="活动")
    customer_id = models.BigIntegerField("客户", db_index=True)
    order_no = models.CharField("订单号", max_length=40, db_index=True)
    used_at = models.DateTimeField("使用时间")

    class Meta:
        verbose_name = verbose_name_plural = "活动使用"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.key
