"""Price rules, every kind in one table, so that a quote reads them with one statement."""

from django.db import models

from yutang.revenue.pricing.contracts import PromotionKind, PromotionStatus


class Promotion(models.Model):
    """One rule that changes a price inside a window of time."""

    name = models.CharField("名称", max_length=64)
    kind = models.CharField(
        "类型",
        max_length=20,
        choices=[
            (PromotionKind.FULL_REDUCTION, "满减"),
            (PromotionKind.LIMITED_PRICE, "限时价"),
            (PromotionKind.MEMBER_PRICE, "会员价"),
            (PromotionKind.SHIPPING, "运费"),
        ],
    )
    scope_kind = models.CharField("范围", max_length=12, default="all")
    scope_ids = models.JSONField("范围编号", default=list, blank=True)
    config = models.JSONField("规则", default=dict)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束", null=True, blank=True)
    status = models.CharField(
        "状态",
        max_length=12,
        default=PromotionStatus.ACTIVE,
        choices=[(PromotionStatus.ACTIVE, "进行"), (PromotionStatus.STOPPED, "已停止")],
    )
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = verbose_name_plural = "价格规则"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
