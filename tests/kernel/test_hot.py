"""Routes in front of Django."""

from typing import Any

from yutang.kernel.hot import HotRequest, HotResponse, HotRoutes


async def _one(request: HotRequest) -> HotResponse:
    return 200, {}, b"one"


async def _two(request: HotRequest) -> HotResponse:
    return 200, {}, b"two"


def _found(routes: HotRoutes, method: str, path: str) -> Any:
    found = routes.find(method, path)
    return found and (found[0], dict(found[1]))


def test_exact_paths_win_over_patterns_and_methods_count() -> None:
    routes = HotRoutes()
    routes.add("GET", "/api/orders/{no}", _one)
    routes.add("GET", "/api/orders/mine", _two)

    assert _found(routes, "GET", "/api/orders/mine") == (_two, {})
    assert _found(routes, "GET", "/api/orders/D12") == (_one, {"no": "D12"})
    assert routes.find("POST", "/api/orders/D12") is None


def test_a_parameter_is_one_segment_that_is_not_empty() -> None:
    routes = HotRoutes()
    routes.add("POST", "/api/orders/{no}/lines/{line}", _one)

    assert _found(routes, "POST", "/api/orders/D1/lines/2") == (_one, {"no": "D1", "line": "2"})
    for path in (
        "/api/orders//lines/2",
        "/api/orders/D1/lines/",
        "/api/orders/D1/lines",
        "/api/orders/D1/x/2",
    ):
        assert routes.find("POST", path) is None
