"""Django registration."""

import importlib

from django.apps import AppConfig


class LinksConfig(AppConfig):
    """The links app."""

    name = "yutang.foundation.links"
    label = "links"
    verbose_name = "链接与归因"

    def ready(self) -> None:
        """Register checks and link targets."""
        importlib.import_module("yutang.foundation.links.wiring")
