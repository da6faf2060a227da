"""The token of an official account or a mini-program: the stable one, which a second fetch does not kill."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from yutang.integrations.tencent.budget import Window
from yutang.integrations.tencent.tokens import Fresh, TokenKeeper
from yutang.integrations.tencent.transport import Transport
from yutang.integrations.wechat.contracts import AppSettings

# stable_token allows 10,000 a minute; other APIs differ by account, their own refusal (45009, 45011) decides.
_WINDOWS = (Window(60, 10_000),)


def app_transport(
    settings: AppSettings, *, kind: str, client: httpx.Client | None
) -> tuple[Transport, Transport]:
    """Return (calls with a token, calls without) for one app."""
    app = f"{kind}:{settings.app_id}"
    bare = Transport(app=app, base_url=settings.base_url, windows=_WINDOWS, client=client)

    def fetch() -> Fresh:
        found = bare.post(
            "/cgi-bin/stable_token",
            {
                "grant_type": "client_credential",
                "appid": settings.app_id,
                "secret": settings.secret,
                "force_refresh": False,
            },
        )
        return Fresh(str(found["access_token"]), int(found["expires_in"]))

    keeper = TokenKeeper(app, fetch)
    called = Transport(app=app, base_url=settings.base_url, keeper=keeper, windows=_WINDOWS, client=client)
    return called, bare


def ticket_fetcher(transport: Transport, api: str) -> Callable[[], Fresh]:
    """Return what fetches a JS ticket."""

    def fetch() -> Fresh:
        found = transport.get(api, type="jsapi")
        return Fresh(str(found["ticket"]), int(found["expires_in"]))

    return fetch


def moment_of(seconds: Any) -> datetime | None:
    """Return the moment of a number of seconds; None for nothing."""
    number = int(seconds or 0)
    return datetime.fromtimestamp(number, UTC) if number else None
