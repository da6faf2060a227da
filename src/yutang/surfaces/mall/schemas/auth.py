"""Signing in with a phone number and a code."""

from pydantic import Field

from yutang.surfaces.mall.schemas.shared import In, Out, Phone


class CodeIn(In):
    """Ask for a code."""

    phone: Phone


class CodeOut(Out):
    """The code is on its way."""

    expires_in: int
    resend_after: int


class SignInIn(In):
    """The code from the message, and what the customer agrees to."""

    phone: Phone
    code: str = Field(pattern=r"^[0-9]{6}$")
    agree_terms: bool = Field(description="service terms and privacy policy; required")
    agree_marketing: bool = False
    link_code: str | None = Field(default=None, max_length=32, description="the link that led here")


class SignedInOut(Out):
    """A token for the Authorization header."""

    token: str
    is_new: bool
    customer_id: int


class DemoSmsOut(Out):
    """The last code sent to a phone; exists in demo mode only."""

    phone: str
    code: str | None
    body: str
