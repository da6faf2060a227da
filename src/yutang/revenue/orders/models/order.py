"""Orders and their lines."""

from django.db import models
from django.db.models import F, Q

from yutang.revenue.orders.contracts import ORDER_STATUS_TEXT, OrderAfterSale, OrderStatus
from yutang.revenue.orders.models.sealed_address import SealedAddressField
from yutang.revenue.pricing.contracts import Delivery

# The database fills these in for whoever inserts rows without points, benefits and promotions.
_NOTHING = models.Value([], models.JSONField())


class Order(models.Model):
    """One order. Amounts never change after it is placed; only refunded_fen grows.

    explanation, attribution and snapshots are frozen at placing: they say later why the customer paid this and who earns.
    coupon_code is the first of coupon_codes. points_fen is part of discount_fen: what points paid is not money.
    """

    no = models.CharField("订单号", max_length=40)
    customer_id = models.BigIntegerField("客户")
    store_id = models.BigIntegerField("门店", null=True, blank=True)
    location_id = models.BigIntegerField("出货库位", null=True, blank=True)
    status = models.CharField(
        "状态",
        max_length=20,
        default=OrderStatus.PENDING_PAYMENT,
        choices=[(key.value, text) for key, text in ORDER_STATUS_TEXT.items()],
    )
    after_sale_status = models.CharField(
        "售后",
        max_length=20,
        default=OrderAfterSale.NONE,
        choices=[
            (OrderAfterSale.NONE, "无"),
            (OrderAfterSale.APPLIED, "售后中"),
            (OrderAfterSale.PARTLY_REFUNDED, "部分退款"),
            (OrderAfterSale.REFUNDED, "已退款"),
        ],
    )
    delivery = models.CharField(
        "配送方式",
        max_length=12,
        default=Delivery.EXPRESS,
        choices=[
            (Delivery.EXPRESS, "配送到家"),
            (Delivery.PICKUP, "到店自提"),
            (Delivery.VOUCHER, "到店核销"),
        ],
    )
    address = SealedAddressField("收货信息", default="", blank=True)
    subtotal_fen = models.BigIntegerField("商品金额（分）")
    discount_fen = models.BigIntegerField("优惠（分）", default=0)
    shipping_fen = models.BigIntegerField("配送费（分）", default=0)
    total_fen = models.BigIntegerField("应付（分）")
    refunded_fen = models.BigIntegerField("已退（分）", default=0)
    refunded_shipping_fen = models.BigIntegerField("已退配送费（分）", default=0)
    coupon_code = models.CharField("优惠券", max_length=32, default="", blank=True)
    coupon_codes = models.JSONField("全部优惠券", default=list, db_default=_NOTHING, blank=True)
    points_used = models.BigIntegerField("使用积分", default=0, db_default=0)
    points_fen = models.BigIntegerField("积分抵扣（分）", default=0, db_default=0)
    benefits = models.JSONField("权益", default=list, db_default=_NOTHING, blank=True)
    explanation = models.JSONField("价格明细", default=list)
    attribution = models.JSONField("归因", default=dict)
    snapshots = models.JSONField("快照", default=dict)
    link_id = models.BigIntegerField("来源链接", null=True, blank=True)
    note = models.CharField("备注", max_length=200, default="", blank=True)
    pickup_code = models.CharField("提货码", max_length=16, null=True, blank=True)
    picked_up_by = models.BigIntegerField("核销人", null=True, blank=True)
    is_first = models.BooleanField("首单", default=False)
    imported_key = models.CharField("外部单号", max_length=120, null=True, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=60, default="", blank=True)
    placed_at = models.DateTimeField("下单时间")
    pay_before = models.DateTimeField("支付截止", null=True, blank=True)
    paid_at = models.DateTimeField("支付时间", null=True, blank=True)
    shipped_at = models.DateTimeField("发货时间", null=True, blank=True)
    delivered_at = models.DateTimeField("签收时间", null=True, blank=True)
    completed_at = models.DateTimeField("完成时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    after_sale_until = models.DateTimeField("售后截止", null=True, blank=True)
    after_sale_closed_at = models.DateTimeField("售后关闭时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "订单"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["customer_id", "-id"], name="order_of_customer"),
            models.Index(fields=["placed_at"], name="order_placed_at"),
            models.Index(fields=["status", "-id"], name="order_by_status"),
            models.Index(fields=["link_id"], condition=Q(link_id__isnull=False), name="order_of_link"),
            models.Index(
                fields=["pay_before"],
                condition=Q(status=OrderStatus.PENDING_PAYMENT),
                name="order_unpaid_until",
            ),
            models.Index(
                fields=["delivered_at"],
                condition=Q(status=OrderStatus.SHIPPED),
                name="order_delivered_waiting",
            ),
            models.Index(
                fields=["after_sale_until"],
                condition=Q(after_sale_closed_at__isnull=True, after_sale_until__isnull=False),
                name="order_after_sale_open",
            ),
        ]
        # Partial, because most orders have none of these: an index that is not touched costs intake nothing.
        constraints = [
            models.UniqueConstraint(fields=["no"], name="order_no_once"),
            models.UniqueConstraint(
                fields=["pickup_code"], condition=Q(pickup_code__isnull=False), name="order_pickup_code_once"
            ),
            models.UniqueConstraint(
                fields=["imported_key"], condition=Q(imported_key__isnull=False), name="order_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(total_fen=F("subtotal_fen") - F("discount_fen") + F("shipping_fen")),
                name="order_amounts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(refunded_fen__gte=0, refunded_fen__lte=F("total_fen")), name="order_refund_within"
            ),
        ]

    def __str__(self) -> str:
        return self.no


class OrderLine(models.Model):
    """One SKU of one order. paid_fen is its exact share of the goods' money, after every discount.

    points is its share of the order's points; promotions says which rule took how much: {id, kind, label, fen}.
    A gift costs nothing and comes along with the lines that earned it; charged_fen is what a refund kept back for it.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name="订单")
    sku_id = models.BigIntegerField("规格")
    product_id = models.BigIntegerField("商品")
    name = models.CharField("商品名", max_length=160)
    spec = models.CharField("规格名", max_length=80, default="", blank=True)
    picture = models.CharField("图片", max_length=200, default="", blank=True)
    tint = models.CharField("底色", max_length=9, default="", blank=True)
    quantity = models.IntegerField("数量")
    base_unit_fen = models.BigIntegerField("日常单价（分）")
    unit_fen = models.BigIntegerField("成交单价（分）")
    base_fen = models.BigIntegerField("日常金额（分）")
    discount_fen = models.BigIntegerField("优惠（分）", default=0)
    paid_fen = models.BigIntegerField("实付（分）")
    refunded_quantity = models.IntegerField("已退数量", default=0)
    refunded_fen = models.BigIntegerField("已退（分）", default=0)
    paid_at = models.DateTimeField("支付时间", null=True, blank=True)
    points = models.BigIntegerField("使用积分", default=0, db_default=0)
    refunded_points = models.BigIntegerField("已退积分", default=0, db_default=0)
    is_gift = models.BooleanField("赠品", default=False, db_default=False)
    charged_fen = models.BigIntegerField("赠品扣款（分）", default=0, db_default=0)
    promotions = models.JSONField("优惠明细", default=list, db_default=_NOTHING, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "订单明细"
        ordering = ["id"]
        indexes = [models.Index(fields=["product_id", "-paid_at"], name="order_line_of_product")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="order_line_quantity"),
            models.CheckConstraint(
                condition=Q(paid_fen=F("base_fen") - F("discount_fen"), paid_fen__gte=0),
                name="order_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    refunded_quantity__gte=0,
                    refunded_quantity__lte=F("quantity"),
                    refunded_fen__gte=0,
                    refunded_fen__lte=F("paid_fen") + F("charged_fen"),
                ),
                name="order_line_refund_within",
            ),
            models.CheckConstraint(
                condition=Q(refunded_points__gte=0, refunded_points__lte=F("points")),
                name="order_line_points_within",
            ),
            models.CheckConstraint(
                condition=Q(is_gift=False) | Q(base_fen=0), name="order_line_gift_is_free"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} × {self.quantity}"
