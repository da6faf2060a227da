"""Django registration."""

import importlib

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Payments, refunds and payouts."""

    name = "yutang.revenue.payments"
    label = "payments"
    verbose_name = "支付"

    def ready(self) -> None:
        """Register providers, periodic jobs and doctor checks."""
        importlib.import_module("yutang.revenue.payments.wiring")
        importlib.import_module("yutang.revenue.payments.tasks")
        importlib.import_module("yutang.revenue.payments.checks")
