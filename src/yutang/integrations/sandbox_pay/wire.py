"""HTTP to one host over connections that stay open: what a payment needs, without a general client around it."""

import threading
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit


class Wire:
    """One connection per thread. Errors of the network are raised as OSError or HTTPException."""

    def __init__(self, base_url: str, *, timeout: float) -> None:
        parts = urlsplit(base_url)
        self._connection = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port
        self._prefix = parts.path.rstrip("/")
        self._timeout = timeout
        self._local = threading.local()

    def is_fresh(self) -> bool:
        """Whether the next request of this thread opens a connection: a kept one may have been closed meanwhile."""
        return getattr(self._local, "kept", None) is None

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Send one request and return status and body."""
        kept: HTTPConnection | None = getattr(self._local, "kept", None)
        if kept is None:
            kept = self._connection(self._host, self._port, timeout=self._timeout)
        self._local.kept = None
        try:
            kept.request(method, self._prefix + path, body=body, headers=headers)
            response = kept.getresponse()
            answer = response.status, response.read()
        except (OSError, HTTPException):
            kept.close()
            raise
        if response.will_close:
            kept.close()
        else:
            self._local.kept = kept
        return answer
