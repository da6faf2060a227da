"""Django registration."""

import importlib

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "yutang.revenue.orders"
    label = "orders"
    verbose_name = "订单"

    def ready(self) -> None:
        """Register periodic jobs and doctor checks."""
        importlib.import_module("yutang.revenue.orders.tasks")
        importlib.import_module("yutang.revenue.orders.checks")
