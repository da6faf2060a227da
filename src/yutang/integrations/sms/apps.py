"""Django registration."""

from django.apps import AppConfig


class SmsConfig(AppConfig):
    """The embedded outbox."""

    name = "yutang.integrations.sms"
    label = "sms"
    verbose_name = "短信"
