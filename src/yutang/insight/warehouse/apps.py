"""Django registration."""

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "yutang.insight.warehouse"
    label = "warehouse"
    verbose_name = "数据仓库"
