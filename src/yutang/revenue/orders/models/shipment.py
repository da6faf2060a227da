"""Parcels of orders."""

from django.db import models

from yutang.revenue.orders.models.order import Order


class ParcelKind(models.TextChoices):
    """Why a parcel travels: the order itself, goods that come back, or what replaces them."""

    ORDER = "order", "订单"
    BACK = "back", "退回"
    REPLACEMENT = "replacement", "换补"


class Shipment(models.Model):
    """One parcel of one order; after_sale says for which request, if it is not the order's own."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="shipments", verbose_name="订单")
    kind = models.CharField(
        "类型", max_length=12, choices=ParcelKind, default=ParcelKind.ORDER, db_default=ParcelKind.ORDER.value
    )
    after_sale = models.ForeignKey(
        "orders.AfterSale",
        models.CASCADE,
        related_name="parcels",
        verbose_name="售后单",
        null=True,
        blank=True,
    )
    waybill_no = models.CharField("运单号", max_length=40, unique=True)
    carrier = models.CharField("快递公司", max_length=40)
    status = models.CharField("状态", max_length=20, default="created")
    shipped_at = models.DateTimeField("发货时间")
    delivered_at = models.DateTimeField("签收时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "包裹"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.waybill_no


class ShipmentEvent(models.Model):
    """One sentence of the courier about one parcel."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="events", verbose_name="包裹")
    sequence = models.IntegerField("序号")
    status = models.CharField("状态", max_length=20)
    city = models.CharField("城市", max_length=40, default="", blank=True)
    text = models.CharField("说明", max_length=200)
    happened_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "物流轨迹"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["shipment", "sequence"], name="shipment_event_once")]

    def __str__(self) -> str:
        return self.text
