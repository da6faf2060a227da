"""Who calls: the customer behind the token, the device behind the visitor id, the key of the act."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import HeaderEx, P, PathEx
from ninja.security import HttpBearer

from yutang.foundation.customers.api import customer_of_token, fresh_customer_of_token
from yutang.kernel.errors import Unauthorized
from yutang.kernel.idempotency import run_once
from yutang.surfaces.mall.schemas.shared import LARGEST_ID, Out

VISITOR_COOKIE = "yt_visitor"
VISITOR_PATTERN = re.compile(r"[0-9A-Za-z_-]{8,64}")
KEY = re.compile(r"[0-9A-Za-z_.:-]{8,64}")
KEY_PATTERN = r"^[0-9A-Za-z_.:-]{8,64}$"

Key = HeaderEx[str, P(alias="Idempotency-Key", pattern=KEY_PATTERN)]
OptionalKey = HeaderEx[str | None, P(alias="Idempotency-Key", pattern=KEY_PATTERN)]
PathId = PathEx[int, P(ge=1, le=LARGEST_ID)]
PathCode = PathEx[str, P(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]


def bearer_of(header: str) -> str:
    """Return the token of an Authorization header; raises Unauthorized without one."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized("sign_in_required", "请先登录")
    return token.strip()


class SignedIn(HttpBearer):
    """Only a customer with a valid token comes in; `request.auth` is his id."""

    def __call__(self, request: HttpRequest) -> int:
        """Return the customer's id; raises Unauthorized in the house's error shape."""
        return self.authenticate(request, bearer_of(request.headers.get("Authorization", "")))

    def authenticate(self, request: HttpRequest, token: str) -> int:  # noqa: ARG002
        """Return the customer's id; raises Unauthorized with the reason."""
        return customer_of_token(token)


class FreshlySignedIn(SignedIn):
    """Like SignedIn, and the customer has not signed out everywhere since: for acts that cannot be undone."""

    def authenticate(self, request: HttpRequest, token: str) -> int:  # noqa: ARG002
        """Return the customer's id; raises Unauthorized with the reason."""
        return fresh_customer_of_token(token)


signed_in = SignedIn()
freshly_signed_in = FreshlySignedIn()


def customer_of(request: HttpRequest) -> int:
    """The customer who signed in; only behind `auth=signed_in`."""
    customer_id: int = request.auth  # type: ignore[attr-defined]
    return customer_id


def customer_or_none(request: HttpRequest) -> int | None:
    """The customer where signing in is a choice; a bad token is an error, none is not."""
    header = request.headers.get("Authorization", "")
    return customer_of_token(bearer_of(header)) if header else None


def visitor_of(request: HttpRequest) -> str:
    """The device: its header, its cookie, or a new id."""
    return visitor_or_new(request.headers.get("X-Visitor") or request.COOKIES.get(VISITOR_COOKIE, ""))


def visitor_or_new(given: str) -> str:
    """Keep a well-formed visitor id, make one otherwise."""
    return given if VISITOR_PATTERN.fullmatch(given) else secrets.token_urlsafe(15)


def once(request: HttpRequest, act: str, key: str | None, fn: Callable[[], Out]) -> dict[str, Any]:
    """Run the act; with a key, a repetition gets the first answer and another body is refused."""
    if key is None:
        return fn().model_dump(mode="json")
    scope = f"mall:{act}:{customer_of(request)}"
    body: dict[str, Any] = run_once(scope, key, request.body, lambda: (200, fn().model_dump(mode="json")))[1]
    return body
