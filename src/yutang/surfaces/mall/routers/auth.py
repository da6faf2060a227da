"""Signing in."""

# ruff: noqa: ARG001  (ninja hands every endpoint its request)

from django.http import HttpRequest
from ninja import Query, Router

from yutang.surfaces.mall.answers import auth
from yutang.surfaces.mall.caller import visitor_of
from yutang.surfaces.mall.schemas.auth import CodeIn, CodeOut, DemoSmsOut, SignedInOut, SignInIn

router = Router(tags=["auth"])


@router.post("/auth/code", response=CodeOut, operation_id="request_code")
def request_code(request: HttpRequest, body: CodeIn) -> CodeOut:
    """Send a code by short message; at most one a minute for a phone."""
    return auth.request_code(body, address=str(request.META.get("REMOTE_ADDR", "")))


@router.post("/auth/sign-in", response=SignedInOut, operation_id="sign_in")
def sign_in(request: HttpRequest, body: SignInIn) -> SignedInOut:
    """Exchange the code for a token; a new phone becomes a customer, with the links he came by."""
    return auth.sign_in(
        body, visitor_id=visitor_of(request), address=str(request.META.get("REMOTE_ADDR", ""))
    )


@router.get("/demo/sms", response=DemoSmsOut, operation_id="get_demo_sms")
def get_demo_sms(request: HttpRequest, query: Query[CodeIn]) -> DemoSmsOut:
    """The last message to a phone, so that anyone can try; 404 unless the server is a demo."""
    return auth.demo_sms(query.phone)
