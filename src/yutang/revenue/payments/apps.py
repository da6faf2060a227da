"""Django registration."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "yutang.revenue.payments"
    label = "payments"
    verbose_name = "支付"
