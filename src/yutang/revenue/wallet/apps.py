"""Django registration."""

import importlib

from django.apps import AppConfig


class WalletConfig(AppConfig):
    """Stored value and gift cards."""

    name = "yutang.revenue.wallet"
    label = "wallet"
    verbose_name = "储值"

    def ready(self) -> None:
        """Register the way of paying, what it settles, periodic jobs and doctor checks."""
        importlib.import_module("yutang.revenue.wallet.wiring")
        importlib.import_module("yutang.revenue.wallet.tasks")
        importlib.import_module("yutang.revenue.wallet.checks")
