"""Django registration."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Pages register with the first address that is looked up (see site.py)."""

    name = "yutang.surfaces.console"
    label = "console"
    verbose_name = "控制台"
