"""Django registration."""

from django.apps import AppConfig


class TencentConfig(AppConfig):
    """Tokens and the call log."""

    name = "yutang.integrations.tencent"
    label = "tencent"
    verbose_name = "腾讯接口"
