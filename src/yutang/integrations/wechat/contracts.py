"""What crosses the border of the WeChat clients. Names follow WeChat's; moments are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AppSettings:
    """One official account or mini-program."""

    app_id: str
    secret: str
    base_url: str = "https://api.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class Consent:
    """Who gave his consent on a page. `is_virtual`: a look without signing in, not to be registered."""

    openid: str
    unionid: str = ""
    scope: str = "snsapi_base"
    access_token: str = ""
    is_virtual: bool = False


@dataclass(frozen=True, slots=True)
class Fan:
    """Somebody who follows the account, or did."""

    openid: str
    unionid: str
    follows: bool
    followed_at: datetime | None
    scene: str
    qr_scene: str


@dataclass(frozen=True, slots=True)
class SceneCode:
    """A QR code that tells through which one somebody came."""

    ticket: str
    url: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Session:
    """A mini-program user. The session key never leaves the server."""

    openid: str
    unionid: str
    session_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a mini-program that a message opens."""

    app_id: str
    path: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A template or subscription message: values by name, and what it opens."""

    openid: str
    template_id: str
    values: Mapping[str, str]
    url: str = ""
    page: Page | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class TextVerdict:
    """What the content check thinks: pass, review or risky, with its label."""

    suggestion: str
    label: int
    trace_id: str

    @property
    def is_fine(self) -> bool:
        """Say whether nobody needs to look."""
        return self.suggestion == "pass"


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the platform must hear before it frees the money of a payment.

    kind: 1 express, 2 same city, 3 virtual, 4 pick-up. `contact` is the masked phone that SF wants.
    """

    merchant_id: str
    trade_no: str
    openid: str
    kind: int
    item: str
    at: datetime
    waybill_no: str = ""
    carrier: str = ""
    contact: str = ""
