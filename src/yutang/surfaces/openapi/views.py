"""The document over HTTP."""

from functools import cache

from django.http import HttpRequest, HttpResponse

from yutang.surfaces.openapi.document import as_text, guide_document, mall_document


@cache
def _text() -> str:
    return as_text(mall_document())


def openapi_json(_request: HttpRequest) -> HttpResponse:
    """GET /api/mall/openapi.json."""
    return HttpResponse(_text(), content_type="application/json; charset=utf-8")


@cache
def _guide_text() -> str:
    return as_text(guide_document())


def guide_openapi_json(_request: HttpRequest) -> HttpResponse:
    """GET /api/guide/openapi.json."""
    return HttpResponse(_guide_text(), content_type="application/json; charset=utf-8")
