"""Django registration."""

import importlib

from django.apps import AppConfig


class PricingConfig(AppConfig):
    """Price rules and coupons."""

    name = "yutang.revenue.pricing"
    label = "pricing"
    verbose_name = "价格与优惠"

    def ready(self) -> None:
        """Register periodic jobs, doctor checks and where coupon links lead."""
        importlib.import_module("yutang.revenue.pricing.tasks")
        importlib.import_module("yutang.revenue.pricing.checks")
        importlib.import_module("yutang.revenue.pricing.wiring")
