"""The addresses in front of Django answer what the endpoints behind them answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.revenue.builders import Shop
from tests.surfaces.mall.conftest import Phone
from yutang.config.asgi import application
from yutang.kernel.errors import DomainError
from yutang.surfaces.mall import verbs
from yutang.surfaces.mall.hot import PageCache

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fresh_limits() -> None:
    """The rows of a test of threads are real; nothing to clear before them."""


def speak(talk: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
    """Talk to the ASGI application in one event loop."""

    async def run() -> Any:
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://house") as http:
            return await talk(http)

    return asyncio.run(run())


def bearer(phone: Phone, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {phone.token}", "X-Visitor": phone.visitor, **more}


def test_the_product_page_is_the_same_in_front_and_behind(transactional_db: None) -> None:
    shop = Shop()
    shop.goods("草莓", 6000)
    product_id = shop.products["草莓"]

    async def talk(http: httpx.AsyncClient) -> list[httpx.Response]:
        found = await asyncio.gather(*(http.get(f"/api/mall/products/{product_id}") for _ in range(20)))
        wrong = [await http.get(f"/api/mall/products/{x}") for x in ("999999", "0", "abc", "1" * 40, "²")]
        return [*found, *wrong]

    answers = speak(talk)

    behind = Phone().get(f"products/{product_id}")
    assert [answer.json() for answer in answers[:20]] == [behind] * 20
    assert [answer.status_code for answer in answers[20:]] == [404, 422, 422, 422, 422]
    assert all(set(answer.json()) == {"error"} for answer in answers[20:])


def test_many_phones_buy_at_once(transactional_db: None) -> None:
    shop = Shop()
    sku_id = shop.goods("草莓", 6000, stock=5)
    phones = [Phone().sign_in() for _ in range(8)]
    addresses = [phone.address() for phone in phones]

    async def buy(http: httpx.AsyncClient, phone: Phone, address_id: int) -> httpx.Response:
        added = await http.post("/api/mall/cart", json={"sku_id": sku_id}, headers=bearer(phone))
        assert added.json() == {"count": 1}, added.text
        quoted = await http.post("/api/mall/quote", json={"address_id": address_id}, headers=bearer(phone))
        wish = {"address_id": address_id, "expected_total_fen": quoted.json()["total_fen"]}
        keyed = bearer(phone, **{"Idempotency-Key": f"order-{phone.visitor}"})
        first = await http.post("/api/mall/orders", json=wish, headers=keyed)
        again = await http.post("/api/mall/orders", json=wish, headers=keyed)
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        return first

    async def talk(http: httpx.AsyncClient) -> list[httpx.Response]:
        return await asyncio.gather(*(buy(http, p, a) for p, a in zip(phones, addresses, strict=True)))

    answers = speak(talk)

    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [409] * 3
    assert {a.json()["error"]["code"] for a in answers if a.status_code == 409} <= {
        "stock_short",
        "sku_unavailable",
        "price_changed",
    }
    assert sum(len(phone.get("orders")["items"]) for phone in phones) == 5


def test_bad_input_has_the_house_shape_in_front_too(transactional_db: None) -> None:
    phone = Phone().sign_in()
    key = {"Idempotency-Key": "a-good-key"}
    cases: list[tuple[str, Any, dict[str, str], int, str]] = [
        ("cart", {"sku_id": 1, "quantity": 0}, bearer(phone), 422, "quantity"),
        ("cart", {"sku_id": 2**70}, bearer(phone), 422, "sku_id"),
        ("cart", b"{", bearer(phone), 422, "body"),
        ("cart", b"\xff\x00", bearer(phone), 422, "body"),
        ("quote", [], bearer(phone), 422, "body"),
        ("orders", {"expected_total_fen": 1}, bearer(phone), 422, "Idempotency-Key"),
        ("orders", {"expected_total_fen": -1}, bearer(phone, **key), 422, "expected_total_fen"),
        ("auth/sign-in", {"phone": "1", "code": "x"}, {}, 422, "phone"),
    ]

    async def talk(http: httpx.AsyncClient) -> list[httpx.Response]:
        found = []
        for path, body, headers, _, _ in cases:
            raw = {"content": body} if isinstance(body, bytes) else {"json": body}
            found.append(await http.post(f"/api/mall/{path}", headers=headers, **raw))
        found.append(await http.post("/api/mall/cart", json={"sku_id": 1}))
        found.append(await http.get("/api/mall/links/nonsense"))
        return found

    answers = speak(talk)

    for answer, (path, _, _, status, field) in zip(answers, cases, strict=False):
        assert answer.status_code == status, (path, answer.text)
        assert answer.json()["error"]["details"]["field"] == field, (path, answer.text)
    assert [answer.status_code for answer in answers[-2:]] == [401, 404]


def test_one_bad_want_does_not_take_the_others_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_links(batch: list[Any]) -> list[Any]:
        if any(want.code == "poison" for want in batch):
            raise RuntimeError("poison")
        return [DomainError("link_unknown", "没有", status=404) for _ in batch]

    monkeypatch.setattr(verbs, "open_links", open_links)

    answers = verbs.run_wants([verbs.Open(code, "visitor-1", None) for code in ("a", "poison", "b")])

    assert [type(answer) for answer in answers] == [DomainError, RuntimeError, DomainError]


def test_the_page_cache_reads_once_for_many_and_shows_the_old_while_it_reads_anew() -> None:
    reads: list[int] = []

    async def read(product_id: int) -> bytes:
        reads.append(product_id)
        await asyncio.sleep(0.01)
        if product_id == 404:
            raise DomainError("product_unknown", "没有", status=404)
        return f"page {len(reads)}".encode()

    async def talk() -> None:
        cache = PageCache(read, fresh=0.05, stale=0.2, most=10)
        assert await asyncio.gather(*(cache.get(1) for _ in range(50))) == [b"page 1"] * 50
        assert reads == [1]
        await asyncio.sleep(0.06)
        assert await cache.get(1) == b"page 1"
        await asyncio.sleep(0.02)
        assert await cache.get(1) == b"page 2"
        await asyncio.sleep(0.25)
        assert await cache.get(1) == b"page 3"
        for _ in range(2):
            with pytest.raises(DomainError):
                await cache.get(404)
        assert reads == [1, 1, 1, 404, 404]

    asyncio.run(talk())
