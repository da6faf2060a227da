"""Django registration."""

from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "yutang.revenue.pricing"
    label = "pricing"
    verbose_name = "价格与优惠"
