"""Django registration."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "yutang.foundation.customers"
    label = "customers"
    verbose_name = "客户"
