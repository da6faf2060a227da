"""What stands around the storefront API: the verb a mini-program cannot say, and one shape for every failure."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yutang.surfaces.mall.errors import error_response

PREFIXES = ("/api/", "/callbacks/")
OVERRIDE = "X-HTTP-Method-Override"


class PatchByPut:
    """Reads a PUT with `X-HTTP-Method-Override: PATCH` as PATCH: a mini-program's wx.request has no PATCH."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on under the meant verb; every other verb stays what it is."""
        meant = request.headers.get(OVERRIDE, "").upper()
        if request.method == "PUT" and meant == "PATCH" and request.path.startswith("/api/"):
            request.method = meant
        return self.get_response(request)


class ApiErrorShape:
    """Rewrites failures that Django or ninja answered in HTML or plain text: 400, 404, 405, 413, 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; reshape what is not JSON."""
        response = self.get_response(request)
        if response.status_code < 400 or not request.path.startswith(PREFIXES):
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        shaped = error_response(response.status_code)
        if "Allow" in response.headers:
            shaped.headers["Allow"] = response.headers["Allow"]
        return shaped
