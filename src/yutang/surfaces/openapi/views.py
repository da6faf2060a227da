"""The document over HTTP."""

from functools import cache

from django.http import HttpRequest, HttpResponse

from yutang.surfaces.openapi.document import as_text, mall_document


@cache
def _text() -> str:
    return as_text(mall_document())


def openapi_json(_request: HttpRequest) -> HttpResponse:
    """GET /api/mall/openapi.json."""
    return HttpResponse(_text(), content_type="application/json; charset=utf-8")
