"""The address staff type: /guide/ leads to the first page of the guide's storefront."""

from django.http import HttpRequest, HttpResponseRedirect

HOME = "/pages/guide/home"


def open_guide(_request: HttpRequest) -> HttpResponseRedirect:
    """GET /guide/."""
    return HttpResponseRedirect(HOME)
