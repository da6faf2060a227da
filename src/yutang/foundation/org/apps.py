"""Django registration."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "yutang.foundation.org"
    label = "org"
    verbose_name = "组织"
