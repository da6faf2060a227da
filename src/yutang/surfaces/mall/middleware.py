"""The last word on failures: whatever goes wrong under /api/ or /callbacks/ leaves in the house's shape."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yutang.surfaces.mall.errors import error_response

PREFIXES = ("/api/", "/callbacks/")


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
