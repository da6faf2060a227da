"""Django registration."""

from importlib import import_module

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    """Without DuckDB until a figure is asked for."""

    name = "yutang.insight.warehouse"
    label = "warehouse"
    verbose_name = "数据仓库"

    def ready(self) -> None:
        """Register the job that seals blocks."""
        import_module("yutang.insight.warehouse.tasks")
