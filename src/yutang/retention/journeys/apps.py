"""Django registration."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "yutang.retention.journeys"
    label = "journeys"
    verbose_name = "旅程"
