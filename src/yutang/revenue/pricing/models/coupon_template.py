"""Coupons as an operator defines them."""

from django.db import models
from django.db.models import F, Q

from yutang.revenue.pricing.contracts import CouponKind, ReturnsOnRefund


class CouponTemplate(models.Model):
    """What a coupon is worth, how many there are and how long one lives.

    `taken`, `reserved` (codes nobody has redeemed), `committed_fen` and `day_taken` move only by a conditional write.
    """

    code = models.CharField("模板编号", max_length=32, unique=True)
    name = models.CharField("名称", max_length=64)
    kind = models.CharField(
        "类型",
        max_length=16,
        default=CouponKind.CASH,
        choices=[
            (CouponKind.CASH, "满减券"),
            (CouponKind.PERCENT, "折扣券"),
            (CouponKind.EXCHANGE, "兑换券"),
            (CouponKind.RANDOM, "随机金额券"),
            (CouponKind.FREE_SHIPPING, "包邮券"),
        ],
    )
    amount_fen = models.BigIntegerField("面额（分）")
    max_fen = models.BigIntegerField("随机最高（分）", default=0)
    discount_bp = models.IntegerField("折扣（万分之）", default=10_000)
    cap_fen = models.BigIntegerField("每次最多减（分）", default=0)
    threshold_fen = models.BigIntegerField("门槛（分）", default=0)
    uses_total = models.IntegerField("可用次数", default=1)
    uses_per_order = models.IntegerField("每单最多用几次", default=1)
    valid_days = models.IntegerField("领取后有效天数", null=True, blank=True)
    valid_after_days = models.IntegerField("领取几天后生效", default=0)
    valid_from = models.DateTimeField("有效期始", null=True, blank=True)
    valid_until = models.DateTimeField("有效期止", null=True, blank=True)
    scope_kind = models.CharField("范围", max_length=12, default="all")
    scope_ids = models.JSONField("范围编号", default=list, blank=True)
    store_ids = models.JSONField("限自提门店", default=list, blank=True)
    total = models.IntegerField("总量", null=True, blank=True)
    taken = models.IntegerField("已发放", default=0)
    reserved = models.IntegerField("兑换码占用", default=0)
    budget_fen = models.BigIntegerField("预算（分）", null=True, blank=True)
    committed_fen = models.BigIntegerField("已占预算（分）", default=0)
    reserved_fen = models.BigIntegerField("兑换码占预算（分）", default=0)
    per_person = models.IntegerField("每人限领", default=1)
    per_day = models.IntegerField("每人每天限领", null=True, blank=True)
    day_total = models.IntegerField("每天限量", null=True, blank=True)
    day = models.DateField("领取日", null=True, blank=True)
    day_taken = models.IntegerField("当天已领", default=0)
    stacks_with_promotions = models.BooleanField("可与满减同享", default=True)
    stacking_group = models.CharField("叠加组", max_length=16, default="", blank=True)
    returns_on_refund = models.CharField(
        "退款时退券",
        max_length=8,
        default=ReturnsOnRefund.WHOLE,
        choices=[
            (ReturnsOnRefund.NEVER, "不退"),
            (ReturnsOnRefund.WHOLE, "整单退完才退"),
            (ReturnsOnRefund.SHARE, "按退款份额退次数"),
        ],
    )
    grace_days = models.IntegerField("退回后宽限天数", default=7)
    is_split = models.BooleanField("瓜分券", default=False)
    is_public = models.BooleanField("在领券中心展示", default=False)
    is_active = models.BooleanField("启用", default=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = verbose_name_plural = "优惠券模板"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="coupon_template_amount"),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(taken__lte=F("total") - F("reserved")),
                name="coupon_template_not_overtaken",
            ),
            models.CheckConstraint(
                condition=Q(budget_fen__isnull=True)
                | Q(committed_fen__lte=F("budget_fen") - F("reserved_fen")),
                name="coupon_template_within_budget",
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved_fen__gte=0), name="coupon_template_reserved"
            ),
        ]

    def __str__(self) -> str:
        return self.name
