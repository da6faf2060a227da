"""Django registration."""

from importlib import import_module

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """The stock room as a Django app."""

    name = "yutang.foundation.inventory"
    label = "inventory"
    verbose_name = "库存"

    def ready(self) -> None:
        """Register the doctor's checks."""
        import_module("yutang.foundation.inventory.checks")
