"""Files for browsers, straight from the event loop: Django's static files, media, and the storefront's build.

Correct types, ETag and 304, compression (files compressed at build time, else once in memory), long caching for
names that carry a hash, and the storefront's index page for its own routes.
"""

import asyncio
import gzip
import mimetypes
import os
import re
import stat
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation

MEMORY_LIMIT = 64 * 1024 * 1024
SMALL_FILE = 2 * 1024 * 1024
CHUNK = 256 * 1024
_HASHED = re.compile(r"[.-][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/manifest+json")
_FOREVER = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"
# What shops upload must not become a page of ours, whatever it contains.
_MEDIA_POLICY = (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox")
mimetypes.add_type("application/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("image/svg+xml", ".svg")

type Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class FileAnswer:
    """Status, headers and either the body or the path of a large file to stream."""

    status: int
    headers: Headers
    body: bytes = b""
    stream: Path | None = None


class StaticFiles:
    """Answers GET and HEAD for the three roots; ``find`` returns None when a path is not a file of ours."""

    def __init__(self, *, static_url: str, media_url: str, media_root: Path, storefront: Path) -> None:
        self._static_url = static_url
        self._media_url = media_url
        self._media_root = media_root.resolve()
        self._storefront = storefront.resolve()
        self._found: dict[str, Path] = {}
        self._memory: OrderedDict[tuple[str, int, int, str], bytes] = OrderedDict()
        self._used = 0

    async def find(self, path: str, headers: Mapping[str, str]) -> FileAnswer | None:
        """Return the answer for a request path, None when it is nobody's file."""
        if path.startswith(self._static_url):
            return (
                await self._answer(self._static(path), headers, cache="public, max-age=3600")
                # the storefront's own pictures live below the same prefix in its build
                or await self._answer(
                    _inside(self._storefront, path.lstrip("/")), headers, cache="public, max-age=3600"
                )
                or _not_found()
            )
        if path.startswith(self._media_url):
            found = _inside(self._media_root, path[len(self._media_url) :])
            answer = await self._answer(found, headers, cache="public, max-age=86400")
            if answer is not None:
                answer.headers.append(_MEDIA_POLICY)
            return answer or _not_found()
        return None

    async def storefront(self, path: str, headers: Mapping[str, str]) -> FileAnswer | None:
        """Return the storefront's file, or its index page for a path that looks like a page."""
        relative = path.lstrip("/") or "index.html"
        answer = await self._answer(_inside(self._storefront, relative), headers, cache=_REVALIDATE)
        if answer is None and "." not in relative.rsplit("/", 1)[-1]:
            return await self._answer(self._storefront / "index.html", headers, cache=_REVALIDATE)
        return answer

    def _static(self, path: str) -> Path | None:
        known = self._found.get(path)
        if known is not None:
            return known
        relative = path[len(self._static_url) :]
        try:
            found = finders.find(relative)
        except SuspiciousOperation:
            return None
        if not isinstance(found, str):
            return None
        self._found[path] = Path(found)
        return self._found[path]

    async def _answer(
        self, path: Path | None, headers: Mapping[str, str], *, cache: str
    ) -> FileAnswer | None:
        if path is None:
            return None
        encodings = headers.get("accept-encoding", "")
        chosen, info, encoding = _variant(path, encodings)
        if info is None:
            return None
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if (
            encoding == ""
            and "gzip" in encodings
            and kind.startswith(_TEXT)
            and 600 < info.st_size < SMALL_FILE
        ):
            encoding = "gzip in memory"
        etag = f'"{info.st_mtime_ns:x}-{info.st_size:x}{"-" + encoding[:2] if encoding else ""}"'
        shared = _headers(kind, etag, _FOREVER if _HASHED.search(path.name) else cache, encoding)
        if etag in [
            found.strip().removeprefix("W/") for found in headers.get("if-none-match", "").split(",")
        ]:
            return FileAnswer(304, shared)
        if info.st_size > SMALL_FILE:
            return FileAnswer(200, [*shared, (b"content-length", str(info.st_size).encode())], stream=chosen)
        body = await self._body(chosen, info, encoding)
        return FileAnswer(200, [*shared, (b"content-length", str(len(body)).encode())], body)

    async def _body(self, path: Path, info: os.stat_result, encoding: str) -> bytes:
        key = (str(path), info.st_mtime_ns, info.st_size, encoding)
        if key in self._memory:
            self._memory.move_to_end(key)
            return self._memory[key]
        body = await asyncio.to_thread(_read, path, encoding)
        self._memory[key] = body
        self._used += len(body)
        while self._used > MEMORY_LIMIT:
            _, dropped = self._memory.popitem(last=False)
            self._used -= len(dropped)
        return body


def _inside(root: Path, relative: str) -> Path | None:
    """Return the file below ``root``, None when the path leaves it (links included) or is not a path."""
    if "\0" in relative or relative.startswith("/"):
        return None
    path = Path(os.path.realpath(root / relative))
    return path if path.is_relative_to(root) else None


def _variant(path: Path, encodings: str) -> tuple[Path, os.stat_result | None, str]:
    """Choose the file or a sibling that was compressed at build time and is not older."""
    info = _regular(path)
    if info is None:
        return path, None, ""
    for suffix, encoding in ((".br", "br"), (".gz", "gzip")):
        if encoding in encodings:
            sibling = path.with_name(path.name + suffix)
            found = _regular(sibling)
            if found is not None and found.st_mtime_ns >= info.st_mtime_ns:
                return sibling, found, encoding
    return path, info, ""


def _regular(path: Path) -> os.stat_result | None:
    try:
        info = path.stat()
    except (OSError, ValueError):
        return None
    return info if stat.S_ISREG(info.st_mode) else None


def _headers(kind: str, etag: str, cache: str, encoding: str) -> Headers:
    is_text = kind.startswith(_TEXT)
    found: Headers = [
        (b"content-type", f"{kind}; charset=utf-8".encode() if is_text else kind.encode()),
        (b"etag", etag.encode()),
        (b"cache-control", cache.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"accept-encoding"),
    ]
    if encoding:
        found.append((b"content-encoding", encoding.split(" ", maxsplit=1)[0].encode()))
    if kind == "text/html":
        found.append((b"x-frame-options", b"SAMEORIGIN"))
        found.append((b"referrer-policy", b"same-origin"))
    return found


def _read(path: Path, encoding: str) -> bytes:
    body = path.read_bytes()
    return gzip.compress(body, 6) if encoding == "gzip in memory" else body


def _not_found() -> FileAnswer:
    body = "没有这个文件".encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    return FileAnswer(404, [kind, (b"content-length", str(len(body)).encode())], body)
