"""Tables of orders."""

from yutang.revenue.orders.models.after_sale import AfterSale, AfterSaleLine
from yutang.revenue.orders.models.cart import CartLine
from yutang.revenue.orders.models.order import Order, OrderLine
from yutang.revenue.orders.models.shipment import Shipment, ShipmentEvent

__all__ = ["AfterSale", "AfterSaleLine", "CartLine", "Order", "OrderLine", "Shipment", "ShipmentEvent"]
