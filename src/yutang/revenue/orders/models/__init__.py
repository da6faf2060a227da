"""Tables of orders."""

from yutang.revenue.orders.models.after_sale import AfterSale, AfterSaleLine, AfterSaleMark, AfterSalePolicy
from yutang.revenue.orders.models.cart import CartLine
from yutang.revenue.orders.models.order import Order, OrderLine
from yutang.revenue.orders.models.shipment import ParcelKind, Shipment, ShipmentEvent

__all__ = [
    "AfterSale",
    "AfterSaleLine",
    "AfterSaleMark",
    "AfterSalePolicy",
    "CartLine",
    "Order",
    "OrderLine",
    "ParcelKind",
    "Shipment",
    "ShipmentEvent",
]
