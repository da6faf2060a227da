"""Django registration."""

import importlib

from django.apps import AppConfig


class FlashSalesConfig(AppConfig):
    """Flash sales."""

    name = "yutang.revenue.flash_sales"
    label = "flash_sales"
    verbose_name = "秒杀"

    def ready(self) -> None:
        """Register what orders and the doctor ask, and periodic jobs."""
        importlib.import_module("yutang.revenue.flash_sales.wiring")
        importlib.import_module("yutang.revenue.flash_sales.tasks")
        importlib.import_module("yutang.revenue.flash_sales.checks")
