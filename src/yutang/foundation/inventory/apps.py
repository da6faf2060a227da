"""Django registration."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "yutang.foundation.inventory"
    label = "inventory"
    verbose_name = "库存"
