"""Django registration."""

import importlib

from django.apps import AppConfig


class PointsMallConfig(AppConfig):
    """The points mall."""

    name = "yutang.retention.points_mall"
    label = "points_mall"
    verbose_name = "积分商城"

    def ready(self) -> None:
        """Register doctor checks."""
        importlib.import_module("yutang.retention.points_mall.checks")
