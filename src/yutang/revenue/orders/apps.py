"""Django registration."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "yutang.revenue.orders"
    label = "orders"
    verbose_name = "订单"
