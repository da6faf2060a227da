"""One app on the other side: its token, its users, and what reached them. Times are seconds since 1970."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from yutang.integrations.tencent.far_server import Faults, Refused

type Answer = dict[str, Any] | bytes
type Handler = Callable[["FakeApp", dict[str, str], dict[str, Any]], Answer]

TOKEN_SECONDS = 7_200
OVERLAP_SECONDS = 300
CODE_SECONDS = 300
WINDOW_SECONDS = 48 * 3_600
_handlers: dict[tuple[str, str], Handler] = {}
OPEN_APIS = frozenset({"/cgi-bin/stable_token", "/sns/oauth2/access_token", "/sns/jscode2session"})


def api(method: str, path: str) -> Callable[[Handler], Handler]:
    """Register what answers a method and path."""

    def register(handler: Handler) -> Handler:
        _handlers[method, path] = handler
        return handler

    return register


@dataclass
class User:
    """Somebody who uses the app."""

    openid: str
    unionid: str = ""
    phone: str = ""
    followed_at: int = 0
    scene: str = ""
    last_wrote_at: int = 0
    texts_in_window: int = 0
    consents: dict[str, int] = field(default_factory=dict)
    session_key: str = ""


@dataclass
class Shown:
    """A message that reached somebody."""

    at: int
    openid: str
    kind: str
    content: dict[str, Any]


class FakeApp:
    """An app that keeps WeChat's rules. `now` gives seconds since 1970; tests and the sandbox move it."""

    def __init__(self, *, app_id: str, secret: str, now: Callable[[], float] = time.time) -> None:
        self.app_id = app_id
        self.secret = secret
        self.faults = Faults()
        self.users: dict[str, User] = {}
        self.shown: list[Shown] = []
        self.codes: dict[str, tuple[str, str, int]] = {}
        self.scenes: dict[str, tuple[str, int | None]] = {}
        self.pages = {"pages/home/index", "pages/product/index"}
        self.payments: dict[str, str] = {}
        self.shipments: dict[str, list[dict[str, Any]]] = {}
        self.templates = {"tpl-parcel", "tpl-coupon"}
        self.banned = ("代开发票",)
        self.guard = threading.RLock()
        self._now = now
        self._tokens: list[tuple[str, int]] = []

    def now(self) -> int:
        """Return the other side's time."""
        return int(self._now())

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Answer:
        """Answer a call: JSON with an errcode, or a picture."""
        with self.guard:
            try:
                found = self._answered(method, path, query, body)
            except Refused as refused:
                return {"errcode": refused.errcode, "errmsg": f"{refused.message} rid: sandbox"}
        return found if isinstance(found, bytes) else {"errcode": 0, "errmsg": "ok"} | found

    def stable_token(self) -> dict[str, Any]:
        """Give the same token until its last five minutes, then the next; both work while they overlap."""
        now = self.now()
        if not self._tokens or self._tokens[-1][1] - now <= OVERLAP_SECONDS:
            self._tokens = [*self._tokens[-1:], (f"st-{secrets.token_urlsafe(24)}", now + TOKEN_SECONDS)]
        token, until = self._tokens[-1]
        return {"access_token": token, "expires_in": until - now}

    def forget_tokens(self) -> None:
        """Revoke every token early."""
        self._tokens = []

    def appear(self, *, unionid: str = "", phone: str = "") -> User:
        """Somebody opens the app for the first time."""
        user = User(f"o{secrets.token_urlsafe(20)}", unionid=unionid, phone=phone)
        user.session_key = secrets.token_urlsafe(16)
        self.users[user.openid] = user
        return user

    def code_for(self, user: User, kind: str) -> str:
        """Give somebody's code for a login (`login`), a phone button (`phone`) or a page (`consent`)."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = (kind, user.openid, self.now())
        return code

    def take_code(self, code: str, kind: str) -> User:
        """Exchange a code: once, within five minutes, for what it was given for."""
        known = self.codes.get(code)
        if known is None or known[0] != kind or self.now() - known[2] > CODE_SECONDS:
            raise Refused(40029, "invalid code")
        if known[1] == "":
            raise Refused(40163, "code been used")
        self.codes[code] = (kind, "", known[2])
        return self.users[known[1]]

    def user(self, openid: str) -> User:
        """Return a user; raises 40003."""
        found = self.users.get(openid)
        if found is None:
            raise Refused(40003, "invalid openid")
        return found

    def follow(self, user: User, *, scene: str = "") -> None:
        """Somebody follows the account."""
        user.followed_at, user.scene = self.now(), scene

    def unfollow(self, user: User) -> None:
        """Somebody stops following."""
        user.followed_at = 0

    def write(self, user: User) -> None:
        """Somebody writes to the account: for 48 hours it may answer, five times."""
        user.last_wrote_at, user.texts_in_window = self.now(), 0

    def agree(self, user: User, template_id: str) -> None:
        """Somebody agrees to one message of a template."""
        user.consents[template_id] = user.consents.get(template_id, 0) + 1

    def show(self, openid: str, kind: str, content: dict[str, Any]) -> None:
        """Let a message reach somebody."""
        self.shown.append(Shown(self.now(), openid, kind, content))

    def _answered(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Answer:
        handler = _handlers.get((method, path))
        if handler is None:
            raise Refused(48001, "api unauthorized")
        if path not in OPEN_APIS:
            self._check_token(query.get("access_token", ""))
        if self.faults.answers:
            raise Refused(self.faults.answers.popleft(), "fault on purpose")
        return handler(self, query, body)

    def _check_token(self, token: str) -> None:
        until = dict(self._tokens).get(token)
        if until is None:
            raise Refused(40001, "invalid credential, access_token is invalid or not latest")
        if until <= self.now():
            raise Refused(42001, "access_token expired")
