"""One corp on the other side: who may call, what is answered, what goes wrong on purpose, and what is told back."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yutang.integrations.tencent.far_server import Faults, Refused
from yutang.integrations.wecom.fake.world import TOKEN_SECONDS, World, new_id

type Answer = dict[str, Any]
type Handler = Callable[["FakeCorp", dict[str, str], dict[str, Any]], Answer]

_handlers: dict[tuple[str, str], Handler] = {}
OPEN_APIS = frozenset({"/cgi-bin/gettoken"})
PER_MINUTE = 10_000


def api(method: str, path: str) -> Callable[[Handler], Handler]:
    """Register what answers a method and path (without the common root)."""

    def register(handler: Handler) -> Handler:
        _handlers[method, f"/cgi-bin/{path}"] = handler
        return handler

    return register


@dataclass
class WireLine:
    """One exchange, as the sandbox shows it: a call of ours or a callback of theirs, decrypted."""

    at: float
    direction: str
    name: str
    said: Any
    answered: Any


class FakeCorp:
    """A corp with one app. `now` gives seconds since 1970; tests and the sandbox move it."""

    def __init__(
        self,
        *,
        corp_id: str,
        agent_id: int,
        secret: str,
        now: Callable[[], float] = time.time,
        per_minute: int = PER_MINUTE,
    ) -> None:
        self.corp_id = corp_id
        self.agent_id = agent_id
        self.secret = secret
        self.world = World()
        self.faults = Faults()
        self.wire: deque[WireLine] = deque(maxlen=2_000)
        self.outgoing: deque[dict[str, Any]] = deque()
        self.guard = threading.RLock()
        self._now = now
        self._tokens: dict[str, int] = {}
        self._per_minute = per_minute
        self._counts: dict[tuple[str, int], int] = {}

    def now(self) -> int:
        """Return the other side's time."""
        return int(self._now())

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Answer:
        """Answer a call the way WeCom does: HTTP 200 and an errcode, whatever happens."""
        with self.guard:
            try:
                found = self._answered(method, path, query, body)
            except Refused as refused:
                found = {"errcode": refused.errcode, "errmsg": f"{refused.message}, hint: [sandbox]"}
            said = {
                name: value for name, value in query.items() if name not in {"access_token", "corpsecret"}
            }
            hidden = {name: "…" if name == "access_token" else value for name, value in found.items()}
            self.wire.append(WireLine(self._now(), "call", path, said | body, hidden))
        return {"errcode": 0, "errmsg": "ok"} | found

    def tell(self, event: str, change: str, **fields: Any) -> None:
        """Queue a callback; the API's own calls never produce one, people's acts do."""
        message = {
            "ToUserName": self.corp_id,
            "FromUserName": "sys",
            "CreateTime": self.now(),
            "MsgType": "event",
            "Event": event,
            "ChangeType": change,
            **fields,
        }
        self.outgoing.append(message)

    def forget_tokens(self) -> None:
        """Revoke every token early, as WeCom may."""
        self._tokens.clear()

    def new_token(self) -> str:
        """Give a token for two hours."""
        token = new_id("tok-")
        self._tokens[token] = self.now() + TOKEN_SECONDS
        return token

    def _answered(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Answer:
        handler = _handlers.get((method, path))
        if handler is None:
            raise Refused(48002, "api forbidden")
        if path not in OPEN_APIS:
            self._check_token(query.get("access_token", ""))
        if self.faults.answers:
            raise Refused(self.faults.answers.popleft(), "fault on purpose")
        self._count(path)
        return handler(self, query, body)

    def _check_token(self, token: str) -> None:
        if not token:
            raise Refused(41001, "access_token missing")
        until = self._tokens.get(token)
        if until is None:
            raise Refused(40014, "invalid access_token")
        if until <= self.now():
            raise Refused(42001, "access_token expired")

    def _count(self, path: str) -> None:
        minute = self.now() // 60
        key = (path, minute)
        self._counts = {known: count for known, count in self._counts.items() if known[1] == minute}
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] > self._per_minute:
            raise Refused(45009, "api freq out of limit")
