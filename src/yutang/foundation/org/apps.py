"""Django registration."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """The organisation as a Django app."""

    name = "yutang.foundation.org"
    label = "org"
    verbose_name = "组织"
