"""Django registration."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "yutang.surfaces.console"
    label = "console"
    verbose_name = "控制台"
