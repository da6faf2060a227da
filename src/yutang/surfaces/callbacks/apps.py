"""Django registration."""

from django.apps import AppConfig


class CallbacksConfig(AppConfig):
    name = "yutang.surfaces.callbacks"
    label = "callbacks"
    verbose_name = "回调"
