"""Django registration."""

from django.apps import AppConfig


class ReachConfig(AppConfig):
    """The message centre."""

    name = "yutang.retention.reach"
    label = "reach"
    verbose_name = "触达"
