"""Django registration."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "yutang.foundation.ledger"
    label = "ledger"
    verbose_name = "账本"
