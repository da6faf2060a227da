"""Django registration."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "yutang.foundation.catalog"
    label = "catalog"
    verbose_name = "商品"
