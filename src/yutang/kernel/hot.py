"""The few addresses that answer in front of Django (its request machinery costs 0.7 ms of CPU per request).

A hot handler is async, parses its own body and never touches the database in the event loop: it hands the work
to a Collector or to a thread. Everything else is an ordinary Django view.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

type HotResponse = tuple[int, Mapping[str, str], bytes]
type HotHandler = Callable[["HotRequest"], Awaitable[HotResponse]]
type _Pattern = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class HotRequest:
    """A request; header names are lower-case, a repeated query field keeps its last value."""

    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    client: str


class HotRoutes:
    """Which handler answers which method and path; ``{name}`` stands for one segment."""

    def __init__(self) -> None:
        self._exact: dict[tuple[str, str], HotHandler] = {}
        self._patterns: dict[tuple[str, int], list[tuple[_Pattern, HotHandler]]] = {}

    def add(self, method: str, path: str, handler: HotHandler) -> None:
        """Register a handler; a later registration of the same path wins."""
        if "{" not in path:
            self._exact[method, path] = handler
            return
        pattern = tuple((part.strip("{}"), part.startswith("{")) for part in path.split("/"))
        found = self._patterns.setdefault((method, len(pattern)), [])
        found[:] = [item for item in found if item[0] != pattern]
        found.append((pattern, handler))

    def find(self, method: str, path: str) -> tuple[HotHandler, Mapping[str, str]] | None:
        """Return the handler and the path's parameters."""
        handler = self._exact.get((method, path))
        if handler is not None:
            return handler, {}
        parts = path.split("/")
        for pattern, candidate in self._patterns.get((method, len(parts)), ()):
            params = _match(pattern, parts)
            if params is not None:
                return candidate, params
        return None


routes = HotRoutes()


def hot(method: str, path: str) -> Callable[[HotHandler], HotHandler]:
    """Register the async function below for ``method`` and ``path`` (e.g. "/api/mall/orders/{no}/pay")."""

    def register(handler: HotHandler) -> HotHandler:
        routes.add(method, path, handler)
        return handler

    return register


def _match(pattern: _Pattern, parts: Sequence[str]) -> dict[str, str] | None:
    params: dict[str, str] = {}
    for (expected, is_parameter), part in zip(pattern, parts, strict=True):
        if is_parameter and part:
            params[expected] = part
        elif expected != part or is_parameter:
            return None
    return params
