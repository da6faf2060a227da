"""The server's entry: hot paths and files in the event loop, everything else in Django on a pool of threads.

Django's own ASGI handler costs 0.7–0.9 ms of CPU and two threads per request; its WSGI handler on a fixed pool
does not. Set ``YUTANG_WORKER=inline`` to run the background (relay, reactions, jobs, tasks) in this process.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

import orjson
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from yutang.config.static_files import CHUNK, FileAnswer, StaticFiles
from yutang.config.wsgi import application as django_application
from yutang.kernel import clock
from yutang.kernel.batches import close_collectors
from yutang.kernel.errors import DomainError
from yutang.kernel.hot import HotHandler, HotRequest, routes
from yutang.kernel.service import BackgroundService

log = logging.getLogger(__name__)
DJANGO_THREADS = 16
LARGEST_HOT_BODY = 1024 * 1024

type Scope = MutableMapping[str, Any]
type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]


def _first_segments(patterns: Iterable[URLPattern | URLResolver]) -> set[str]:
    """Return the first path segments that belong to Django."""
    found: set[str] = set()
    for pattern in patterns:
        first = str(pattern.pattern).lstrip("^").split("/")[0]
        if first:
            found.add(first)
        elif isinstance(pattern, URLResolver):
            found |= _first_segments(pattern.url_patterns)
    return found


# Importing the addresses loads every surface now, so that the first visitor does not wait for it and the hot
# handlers are registered.
import_module(settings.ROOT_URLCONF)
_django_segments = _first_segments(get_resolver().url_patterns)
_django: Any = WSGIMiddleware(cast("Any", django_application), workers=DJANGO_THREADS)
_files = StaticFiles(
    static_url=settings.STATIC_URL,
    media_url=settings.MEDIA_URL,
    media_root=Path(settings.MEDIA_ROOT),
    storefront=Path(settings.STOREFRONT_DIR),
)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection (ASGI)."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await _http(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1000})


async def _http(scope: Scope, receive: Receive, send: Send) -> None:
    method, path = scope["method"], scope["path"]
    found = routes.find(method, path)
    if found is not None:
        await _hot(found[0], found[1], scope, receive, send)
        return
    if method in {"GET", "HEAD"}:
        headers = _headers(scope)
        answer = await _files.find(path, headers)
        if answer is None and path.split("/", 2)[1] not in _django_segments:
            answer = await _files.storefront(path, headers)
        if answer is not None:
            await _send_file(answer, send, is_head=method == "HEAD")
            return

    async def listen() -> Message:
        # the bridge schedules this on the loop and wants a coroutine; the server's own receive is only awaitable
        return await receive()

    await _django(scope, listen, send)


async def _hot(handler: HotHandler, params: Any, scope: Scope, receive: Receive, send: Send) -> None:
    try:
        request = HotRequest(
            method=scope["method"],
            path=scope["path"],
            params=params,
            query=dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
            headers=_headers(scope),
            body=await _body(receive),
            client=(scope.get("client") or ("",))[0],
        )
        status, headers, body = await handler(request)
    except DomainError as error:
        status, headers, body = error.status, _JSON, orjson.dumps(error.as_dict())
    except Exception:
        log.exception("%s %s failed", scope["method"], scope["path"])
        problem = DomainError("internal_error", "系统开小差了，请稍后重试")
        status, headers, body = 500, _JSON, orjson.dumps(problem.as_dict())
    sent = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    sent.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": body})


_JSON = {"content-type": "application/json"}


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


async def _body(receive: Receive) -> bytes:
    parts, size = list[bytes](), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise DomainError("client_gone", "请求中断")
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_HOT_BODY:
            raise DomainError("body_too_large", "请求内容过大", status=413)
        parts.append(part)
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


async def _send_file(answer: FileAnswer, send: Send, *, is_head: bool) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    if answer.stream is not None and not is_head:
        with await asyncio.to_thread(answer.stream.open, "rb") as file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.body", "body": b"" if is_head else answer.body})


async def _lifespan(receive: Receive, send: Send) -> None:
    service = BackgroundService() if os.environ.get("YUTANG_WORKER") == "inline" else None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await asyncio.to_thread(_start, service)
            await send({"type": "lifespan.startup.complete"})
        else:
            await close_collectors()
            if service is not None:
                await asyncio.to_thread(service.stop)
            await send({"type": "lifespan.shutdown.complete"})
            return


def _start(service: BackgroundService | None) -> None:
    clock.sync()
    clock.start_sync()
    if service is not None:
        service.start()
