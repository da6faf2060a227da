"""Django registration."""

import importlib

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel as a Django application."""

    name = "yutang.kernel"
    label = "kernel"
    verbose_name = "系统"

    def ready(self) -> None:
        """Register the kernel's own checks and jobs."""
        for module in ("audit", "checks", "idempotency"):
            importlib.import_module(f"yutang.kernel.{module}")
