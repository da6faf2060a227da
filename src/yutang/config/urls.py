"""Which surface answers which address; the storefront's own pages are files (see config.asgi)."""

from importlib import import_module

from django.urls import path

from yutang.surfaces.callbacks.views import pay_callback
from yutang.surfaces.console.site import site as console
from yutang.surfaces.guide.api import api as guide
from yutang.surfaces.guide.opening import open_guide
from yutang.surfaces.health import healthz, metrics, readyz
from yutang.surfaces.mall.api import api as mall
from yutang.surfaces.mall.opening import open_printed_link
from yutang.surfaces.openapi.views import guide_openapi_json, openapi_json

# Registered by being imported: the addresses that answer in front of Django.
import_module("yutang.surfaces.mall.hot")
import_module("yutang.surfaces.callbacks.hot")

urlpatterns = [
    path("console/", console.urls),
    path("api/mall/openapi.json", openapi_json),
    path("api/mall/", mall.urls),
    path("api/guide/openapi.json", guide_openapi_json),
    path("api/guide/", guide.urls),
    path("guide", open_guide),
    path("guide/", open_guide),
    path("l/<str:code>", open_printed_link),
    path("callbacks/pay/<str:provider>", pay_callback),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
]
