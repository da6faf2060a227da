"""Django registration."""

from importlib import import_module

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """The journey engine and its library."""

    name = "yutang.retention.journeys"
    label = "journeys"
    verbose_name = "旅程"

    def ready(self) -> None:
        """Register journeys, their steps, the job that advances them and what doctor asks."""
        for part in ("library.wiring", "tasks", "checks"):
            import_module(f"yutang.retention.journeys.{part}")
