"""Django registration."""

import importlib

from django.apps import AppConfig


class AffiliatesConfig(AppConfig):
    """The affiliates app."""

    name = "yutang.referral.affiliates"
    label = "affiliates"
    verbose_name = "分销"

    def ready(self) -> None:
        """Register checks, jobs and the order snapshot."""
        importlib.import_module("yutang.referral.affiliates.wiring")
