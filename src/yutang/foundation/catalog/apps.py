"""Django registration."""

from importlib import import_module

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """The catalogue as a Django app."""

    name = "yutang.foundation.catalog"
    label = "catalog"
    verbose_name = "商品"

    def ready(self) -> None:
        """Register the doctor's checks."""
        import_module("yutang.foundation.catalog.checks")
