"""Django registration."""

from importlib import import_module

from django.apps import AppConfig


class CallbacksConfig(AppConfig):
    """The inbox of notifications."""

    name = "yutang.surfaces.callbacks"
    label = "callbacks"
    verbose_name = "回调"

    def ready(self) -> None:
        """Register the job that processes what is left and what doctor asks."""
        for part in ("tasks", "checks"):
            import_module(f"yutang.surfaces.callbacks.{part}")
