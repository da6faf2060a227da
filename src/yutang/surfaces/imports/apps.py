"""Django registration."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "yutang.surfaces.imports"
    label = "imports"
    verbose_name = "导入"
