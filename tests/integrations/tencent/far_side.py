"""A small real HTTP server that answers what a test tells it to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class FarSide:
    """What it was asked, and what it will answer next (the last answer repeats)."""

    url: str = ""
    answers: list[Any] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    def next_answer(self) -> Any:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def far_side(*answers: Any) -> Iterator[FarSide]:
    """Serve: a dict is JSON, an int an HTTP status, bytes a picture, None a connection cut without an answer."""
    side = FarSide(answers=list(answers))
    guard = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            split = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(split.query).items()}
            is_json = "json" in self.headers.get("content-type", "")
            with guard:
                side.asked.append((split.path, query, json.loads(body) if is_json and body else body))
                answer = side.next_answer()
            if answer is None:
                self.close_connection = True
                self.connection.close()
                return
            status = answer if isinstance(answer, int) else 200
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "image/png" if isinstance(answer, bytes) else "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer  # noqa: N815 - the server looks for these names

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    side.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield side
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
