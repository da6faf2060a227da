"""Opening a shared link and sharing."""

from django.http import HttpRequest
from ninja import Router

from yutang.surfaces.mall.answers import links
from yutang.surfaces.mall.caller import (
    OptionalKey,
    PathCode,
    customer_of,
    customer_or_none,
    once,
    signed_in,
    visitor_of,
)
from yutang.surfaces.mall.schemas.links import OpenedLinkOut, SharedLinkOut, ShareIn

router = Router(tags=["links"])


@router.get("/links/{code}", response=OpenedLinkOut, operation_id="open_link")
def open_link(request: HttpRequest, code: PathCode) -> OpenedLinkOut:
    """Open a link: a touch is recorded for the device (`X-Visitor`) and where it leads is told."""
    return links.open_one(code, visitor_id=visitor_of(request), customer_id=customer_or_none(request))


@router.post("/links", response=SharedLinkOut, auth=signed_in, operation_id="create_link")
def create_link(request: HttpRequest, body: ShareIn, idempotency_key: OptionalKey = None) -> object:
    """Make the caller's own link to a product or to the mall."""
    return once(request, "links", idempotency_key, lambda: links.share(customer_of(request), body))
