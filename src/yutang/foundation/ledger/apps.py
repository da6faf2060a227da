"""Django registration."""

from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger as a Django app."""

    name = "yutang.foundation.ledger"
    label = "ledger"
    verbose_name = "账本"

    def ready(self) -> None:
        """Register the doctor's checks."""
        import_module("yutang.foundation.ledger.checks")
