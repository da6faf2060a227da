"""Django registration."""

from django.apps import AppConfig


class AffiliatesConfig(AppConfig):
    name = "yutang.referral.affiliates"
    label = "affiliates"
    verbose_name = "分销"
