"""Django registration."""

from django.apps import AppConfig


class CourierConfig(AppConfig):
    name = "yutang.integrations.courier"
    label = "courier"
    verbose_name = "快递"
