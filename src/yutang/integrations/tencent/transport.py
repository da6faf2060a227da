"""Calling the other side: token, budget, retries, and a line in the call log for each call."""

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from yutang.integrations.tencent.budget import PER_API, Window, spend
from yutang.integrations.tencent.errors import (
    BUSY,
    LIMITED,
    NO_ANSWER,
    TOKEN_GONE,
    TencentLimited,
    TencentRefused,
    TencentUnknown,
)
from yutang.integrations.tencent.models import ApiCall
from yutang.integrations.tencent.tokens import TokenKeeper
from yutang.kernel import clock

log = logging.getLogger(__name__)

type Json = dict[str, Any]
TRIES = 4
FIRST_PAUSE = 0.2
LONGEST_WAIT = 5.0
_TIMEOUT = httpx.Timeout(10.0, connect=3.0)


@dataclass(slots=True)
class _Course:
    """How one call went."""

    api: str
    started: float
    attempts: int = 0
    errcode: int = NO_ANSWER
    message: str = ""


class Transport:
    """Calls the APIs of one app. Answers are judged by errcode, never by HTTP status alone.

    -1 and 45033 (busy) are tried again after a growing pause; a forgotten token is renewed once; 45009 and a spent budget
    raise TencentLimited unless the wait is short. A request that may have arrived is not sent again: TencentUnknown.
    """

    def __init__(
        self,
        *,
        app: str,
        base_url: str,
        keeper: TokenKeeper | None = None,
        windows: tuple[Window, ...] = PER_API,
        client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.app = app
        self._keeper = keeper
        self._windows = windows
        self._client = client or httpx.Client(base_url=base_url, timeout=_TIMEOUT)
        self._sleep = sleep

    def get(self, api: str, **params: Any) -> Json:
        """Ask; raises TencentRefused and its kinds."""
        return self._call("GET", api, params=params)

    def post(self, api: str, body: Mapping[str, Any] | None = None, **params: Any) -> Json:
        """Send JSON; raises TencentRefused and its kinds."""
        return self._call("POST", api, params=params, json=dict(body or {}))

    def pages(self, api: str, body: Mapping[str, Any]) -> Iterator[Json]:
        """Send JSON again and again with the cursor of the last answer, until there is none."""
        cursor = ""
        while True:
            page = self.post(api, {**body, "cursor": cursor} if cursor else body)
            yield page
            cursor = page.get("next_cursor") or ""
            if not cursor:
                return

    def upload(self, api: str, *, name: str, content: bytes, kind: str, **params: Any) -> Json:
        """Send a file under the part name `media`."""
        return self._call("POST", api, params=params, files={"media": (name, content, kind)})

    def raw(self, api: str, body: Mapping[str, Any]) -> tuple[str, bytes]:
        """Send JSON and return (content type, bytes): APIs that answer with a picture, and with JSON when they refuse."""
        found = self._call("POST", api, params={}, json=dict(body))
        return found["_kind"], found["_bytes"]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _call(self, method: str, api: str, **request: Any) -> Json:
        course = _Course(api, time.monotonic())
        try:
            return self._tried(course, method, request)
        finally:
            self._note(course)

    def _tried(self, course: _Course, method: str, request: dict[str, Any]) -> Json:
        token = self._keeper.get() if self._keeper else ""
        renewed = False
        pause = FIRST_PAUSE
        while True:
            course.attempts += 1
            self._spend(course)
            answer = self._sent(course, method, request, token)
            course.errcode = int(answer.get("errcode") or 0)
            course.message = str(answer.get("errmsg", ""))
            if course.errcode == 0:
                return answer
            if course.errcode in TOKEN_GONE and self._keeper and not renewed:
                renewed, token = True, self._keeper.renew(token)
                continue
            if course.errcode in BUSY and course.attempts < TRIES:
                self._sleep(pause * random.uniform(0.5, 1.5))
                pause *= 2
                continue
            if course.errcode in LIMITED:
                raise TencentLimited(course.api, course.errcode, course.message, retry_after=60.0)
            raise TencentRefused(course.api, course.errcode, course.message)

    def _spend(self, course: _Course) -> None:
        wait = spend(self.app, course.api, self._windows)
        if wait > LONGEST_WAIT:
            raise TencentLimited(course.api, 45009, "本地调用额度已用完", retry_after=wait)
        if wait:
            self._sleep(wait)

    def _sent(self, course: _Course, method: str, request: dict[str, Any], token: str) -> Json:
        params = {name: value for name, value in request["params"].items() if value is not None}
        if token:
            params["access_token"] = token
        rest = {name: value for name, value in request.items() if name != "params"}
        try:
            response = self._client.request(method, course.api, params=params, **rest)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            # Nothing left the house: trying again is harmless.
            if course.attempts < TRIES:
                return {"errcode": -1, "errmsg": f"连不上：{type(error).__name__}"}
            raise TencentUnknown(course.api, f"连不上：{type(error).__name__}") from error
        except httpx.HTTPError as error:
            if method == "GET" and course.attempts < TRIES:
                return {"errcode": -1, "errmsg": type(error).__name__}
            raise TencentUnknown(course.api, type(error).__name__) from error
        return self._read(course, method, response)

    def _read(self, course: _Course, method: str, response: httpx.Response) -> Json:
        kind = response.headers.get("content-type", "")
        if response.status_code >= 500:
            if method == "GET" and course.attempts < TRIES:
                return {"errcode": -1, "errmsg": f"HTTP {response.status_code}"}
            raise TencentUnknown(course.api, f"HTTP {response.status_code}")
        if kind.startswith(("image/", "application/octet-stream")):
            return {"errcode": 0, "_kind": kind, "_bytes": response.content}
        try:
            found = response.json()
        except ValueError as error:
            raise TencentUnknown(course.api, f"看不懂的回答，HTTP {response.status_code}") from error
        if not isinstance(found, dict):
            raise TencentUnknown(course.api, "看不懂的回答")
        return found

    def _note(self, course: _Course) -> None:
        took = int((time.monotonic() - course.started) * 1000)
        level = logging.DEBUG if course.errcode == 0 else logging.WARNING
        log.log(level, "%s %s: %d %s (%d ms)", self.app, course.api, course.errcode, course.message, took)
        ApiCall.objects.create(
            app=self.app,
            api=course.api[:120],
            errcode=course.errcode,
            message=course.message[:200],
            attempts=course.attempts,
            took_ms=took,
            called_at=clock.now(),
        )
