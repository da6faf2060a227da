"""Django registration."""

from importlib import import_module

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The customer book as a Django app."""

    name = "yutang.foundation.customers"
    label = "customers"
    verbose_name = "客户"

    def ready(self) -> None:
        """Register the doctor's checks."""
        import_module("yutang.foundation.customers.checks")
