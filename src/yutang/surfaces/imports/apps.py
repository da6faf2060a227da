"""Django registration."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Runs, checkpoints and refused rows."""

    name = "yutang.surfaces.imports"
    label = "imports"
    verbose_name = "导入"
