"""Django registration."""

from django.apps import AppConfig


class CourierConfig(AppConfig):
    """The embedded courier."""

    name = "yutang.integrations.courier"
    label = "courier"
    verbose_name = "快递"
