"""A door of its own for flash orders: HTTP/1.1 in front of the same handlers, and nothing else.

The general server spends about 110 µs of CPU on a request with an empty handler; this one spends about 25. It
understands what browsers, mini-programs and reverse proxies send for the flash addresses, refuses everything else,
and is meant to stand behind the proxy that every installation has: `/api/mall/flash/` goes to its port. The same
addresses are served by the main process too, so nothing breaks without it.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from http import HTTPStatus
from typing import cast
from urllib.parse import parse_qsl

import orjson

from yutang.kernel.hot import HotRequest, HotResponse, routes
from yutang.surfaces.mall.errors import error_body
from yutang.surfaces.mall.flash import PREFIX

LARGEST_HEAD = 16 * 1024
LARGEST_BODY = 8 * 1024
MOST_PIPELINED = 16
IDLE_SECONDS = 75.0
JSON = {"content-type": "application/json; charset=utf-8"}
_REASONS = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}


class BadRequestError(Exception):
    """The bytes are no request that this door takes; the connection is closed after the answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.body = orjson.dumps(error_body(code, message))


class FlashDoor(asyncio.Protocol):
    """One connection: requests are answered one after the other, in the order in which they came."""

    def __init__(self, loop: asyncio.AbstractEventLoop, open_doors: "set[FlashDoor]") -> None:
        self._loop = loop
        self._open = open_doors
        self._buffer = b""
        self._waiting: deque[tuple[HotRequest, bool]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._heard_at = loop.time()
        self._is_closing = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection."""
        self._transport = cast("asyncio.Transport", transport)
        self._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The client has gone; what it asked for is committed all the same."""
        self._transport = None
        self._open.discard(self)

    def data_received(self, data: bytes) -> None:
        """Take bytes; answer when a request is complete."""
        self._heard_at = self._loop.time()
        self._buffer = self._buffer + data if self._buffer else data
        try:
            while not self._is_closing and (found := self._next_request()) is not None:
                self._keep(found)
        except BadRequestError as error:
            self._is_closing = True
            self._write(error.status, JSON, error.body, keep=False)
            return
        if self._waiting and self._task is None:
            self._task = self._loop.create_task(self._answer_all())

    def _keep(self, found: tuple[HotRequest, bool]) -> None:
        self._waiting.append(found)
        if len(self._waiting) > MOST_PIPELINED:
            raise BadRequestError(400, "bad_request", "请求无法读取")

    def is_idle(self, now: float) -> bool:
        """Whether nothing was heard for long and nobody waits for an answer."""
        return self._task is None and now - self._heard_at > IDLE_SECONDS

    def close(self) -> None:
        """Hang up once the answer under way is out."""
        self._is_closing = True
        if self._task is None and self._transport is not None:
            self._transport.close()

    async def _answer_all(self) -> None:
        while self._waiting:
            request, keep = self._waiting.popleft()
            status, headers, body = await _handled(request)
            self._write(status, headers, body, keep=keep and not (self._is_closing and not self._waiting))
        self._task = None

    def _write(self, status: int, headers: Mapping[str, str], body: bytes, *, keep: bool) -> None:
        if self._transport is None:
            return
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        end = "" if keep else "connection: close\r\n"
        head = f"{lines}content-length: {len(body)}\r\n{end}\r\n".encode()
        self._transport.write(_REASONS[status] + head + body)
        if not keep:
            self._transport.close()

    def _next_request(self) -> tuple[HotRequest, bool] | None:
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            if len(self._buffer) > LARGEST_HEAD:
                raise BadRequestError(431, "too_large", "内容太大了")
            return None
        method, target, version, headers = _head(self._buffer[:head_end])
        length = _length(headers)
        body_end = head_end + 4 + length
        if len(self._buffer) < body_end:
            if headers.get("expect", "").lower() == "100-continue" and self._transport is not None:
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return None
        body = self._buffer[head_end + 4 : body_end]
        self._buffer = self._buffer[body_end:]
        wish = headers.get("connection", "").lower()
        keep = wish != "close" if version == "HTTP/1.1" else wish == "keep-alive"
        path, _, query = target.partition("?")
        fields = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
        client = self._transport.get_extra_info("peername") if self._transport is not None else None
        return HotRequest(method, path, {}, fields, headers, body, client[0] if client else ""), keep


async def _handled(request: HotRequest) -> HotResponse:
    found = routes.find(request.method, request.path) if request.path.startswith(PREFIX) else None
    if found is None:
        return 404, JSON, orjson.dumps(error_body("not_found", "没有找到"))
    handler, params = found
    return await handler(
        HotRequest(
            request.method,
            request.path,
            params,
            request.query,
            request.headers,
            request.body,
            request.client,
        )
    )


def _head(raw: bytes) -> tuple[str, str, str, dict[str, str]]:
    """Read the request line and the headers; raises BadRequestError on anything unusual."""
    first, *lines = raw.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or parts[2] not in {"HTTP/1.1", "HTTP/1.0"} or not parts[1].startswith("/"):
        raise BadRequestError(400, "bad_request", "请求无法读取")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.lower()
        # A folded line, a space before the colon or a doubled length would be read differently by somebody else.
        if not colon or not name or name != name.strip() or (name in headers and name in ONCE):
            raise BadRequestError(400, "bad_request", "请求无法读取")
        headers[name] = value.strip()
    if "transfer-encoding" in headers:
        raise BadRequestError(411, "bad_request", "请求要带 Content-Length")
    return parts[0], parts[1], parts[2], headers


ONCE = frozenset({"content-length", "host", "authorization", "idempotency-key"})


def _length(headers: dict[str, str]) -> int:
    given = headers.get("content-length", "0")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise BadRequestError(400, "bad_request", "请求无法读取")
    if int(given) > LARGEST_BODY:
        raise BadRequestError(413, "too_large", "内容太大了")
    return int(given)


async def serve(host: str, port: int, stopping: asyncio.Event) -> None:
    """Listen until told to stop; then finish what was accepted."""
    loop = asyncio.get_running_loop()
    doors: set[FlashDoor] = set()
    server = await loop.create_server(lambda: FlashDoor(loop, doors), host, port, backlog=2048)
    while not stopping.is_set():
        try:
            await asyncio.wait_for(stopping.wait(), 5.0)
        except TimeoutError:
            for door in [one for one in doors if one.is_idle(loop.time())]:
                door.close()
    server.close()
    for door in list(doors):
        door.close()
    until = loop.time() + 10.0
    while doors and loop.time() < until:
        await asyncio.sleep(0.02)
