"""Another side on a port of its own, over real HTTP: what the fakes of WeCom and WeChat stand on."""

import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Protocol
from urllib.parse import parse_qs, urlsplit

_MOST_BYTES = 25_000_000


@dataclass
class Faults:
    """What goes wrong: answers to give instead, calls to keep waiting, callbacks to lose, double or shuffle."""

    answers: deque[int] = field(default_factory=deque)
    statuses: deque[int] = field(default_factory=deque)
    delay_seconds: float = 0.0
    lose_callbacks: int = 0
    double_callbacks: int = 0
    shuffle_callbacks: bool = False


class Refused(Exception):
    """What the other side answers instead: an errcode and a message."""

    def __init__(self, errcode: int, message: str) -> None:
        super().__init__(errcode, message)
        self.errcode = errcode
        self.message = message


def need(holds: object, errcode: int, message: str) -> None:
    """Raise what the other side answers unless it holds."""
    if not holds:
        raise Refused(errcode, message)


class Answering(Protocol):
    """Somebody who answers calls: with JSON, or with a picture."""

    faults: Faults

    def answer(
        self, method: str, path: str, query: dict[str, str], body: dict[str, Any]
    ) -> dict[str, Any] | bytes:
        """Answer a call; refusals are answers too."""
        ...


class FarServer:
    """Serves one other side; `url` is what a client takes for its base address."""

    def __init__(self, side: Answering, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._http = _Server((host, port), type("Handler", (_Handler,), {"side": side}))
        self.url = f"http://{host}:{self._http.server_address[1]}"
        self._thread: threading.Thread | None = None

    def start(self) -> "FarServer":
        """Serve in a background thread."""
        self._thread = threading.Thread(target=self._http.serve_forever, name="far-side", daemon=True)
        self._thread.start()
        return self

    def serve(self) -> None:
        """Serve in this thread until interrupted."""
        self._http.serve_forever()

    def stop(self) -> None:
        """Stop serving."""
        self._http.shutdown()
        self._http.server_close()
        if self._thread is not None:
            self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


class _Handler(BaseHTTPRequestHandler):
    side: ClassVar[Answering]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def log_message(self, *_: object) -> None:
        """Addresses carry tokens: nothing is logged."""

    def _answer(self, method: str) -> None:
        body = self._body()
        split = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(split.query, keep_blank_values=True).items()}
        faults = self.side.faults
        if faults.delay_seconds:
            time.sleep(faults.delay_seconds)
        if faults.statuses:
            self._send(faults.statuses.popleft(), b"")
            return
        if body is None:
            self._send(200, b'{"errcode":47001,"errmsg":"data format error"}')
            return
        found = self.side.answer(method, split.path, query, body)
        if isinstance(found, bytes):
            self._send(200, found, kind="image/png")
            return
        self._send(200, json.dumps(found, ensure_ascii=False).encode())

    def _body(self) -> dict[str, Any] | None:
        length = min(int(self.headers.get("content-length") or 0), _MOST_BYTES)
        raw = self.rfile.read(length)
        kind = self.headers.get("content-type", "")
        if not raw:
            return {}
        if kind.startswith("multipart/"):
            return _uploaded(kind, raw)
        try:
            found = json.loads(raw)
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def _send(self, status: int, content: bytes, *, kind: str = "application/json; charset=UTF-8") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _uploaded(kind: str, raw: bytes) -> dict[str, Any] | None:
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + raw)
    for part in message.iter_parts():
        if part.get_param("name", header="content-disposition") == "media":
            content = part.get_payload(decode=True)
            return {"_size": len(content) if isinstance(content, bytes) else 0, "_name": part.get_filename()}
    return None
