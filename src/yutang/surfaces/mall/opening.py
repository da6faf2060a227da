"""The address that is printed and scanned: /l/<code> records the opening and leads to the page."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect

from yutang.kernel.errors import DomainError
from yutang.surfaces.mall.answers.links import open_one
from yutang.surfaces.mall.caller import VISITOR_COOKIE, visitor_of

GONE_PAGE = "/pages/link/gone"
YEAR = 365 * 24 * 3600


def open_printed_link(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """GET /l/<code>: a device gets its visitor id and goes to the page; a bad code goes to a page that says why."""
    visitor_id = visitor_of(request)
    try:
        opened = open_one(code, visitor_id=visitor_id, customer_id=None)
        joint = "&" if "?" in opened.path else "?"
        target = f"{opened.path}{joint}link={quote(opened.code)}"
        if opened.notice:
            target = f"{GONE_PAGE}?reason={opened.target_kind}_gone"
    except DomainError as error:
        target = f"{GONE_PAGE}?reason={quote(error.code)}"
    response = HttpResponseRedirect(target)
    response["Cache-Control"] = "no-store"
    response.set_cookie(
        VISITOR_COOKIE,
        visitor_id,
        max_age=YEAR,
        samesite="Lax",
        secure=settings.PUBLIC_URL.startswith("https"),
    )
    return response
