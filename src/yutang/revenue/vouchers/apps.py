"""Django registration."""

import importlib

from django.apps import AppConfig


class VouchersConfig(AppConfig):
    """Packs, vouchers, redemptions and devices."""

    name = "yutang.revenue.vouchers"
    label = "vouchers"
    verbose_name = "到店券"

    def ready(self) -> None:
        """Register jobs, doctor checks and what orders ask of vouchers."""
        importlib.import_module("yutang.revenue.vouchers.wiring")
