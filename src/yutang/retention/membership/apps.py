"""Django registration."""

import importlib

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """The membership app."""

    name = "yutang.retention.membership"
    label = "membership"
    verbose_name = "会员"

    def ready(self) -> None:
        """Register checks, jobs, terms of customers and what orders take."""
        importlib.import_module("yutang.retention.membership.wiring")
