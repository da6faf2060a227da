"""Django registration."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "yutang.foundation.links"
    label = "links"
    verbose_name = "链接与归因"
