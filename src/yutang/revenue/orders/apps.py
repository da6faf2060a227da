"""Django registration."""

import importlib

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Cart, intake, orders, fulfilment and after-sale."""

    name = "yutang.revenue.orders"
    label = "orders"
    verbose_name = "订单"

    def ready(self) -> None:
        """Register what it settles, periodic jobs and doctor checks."""
        importlib.import_module("yutang.revenue.orders.wiring")
        importlib.import_module("yutang.revenue.orders.tasks")
        importlib.import_module("yutang.revenue.orders.checks")
        importlib.import_module("yutang.revenue.orders.checks_coupons")
