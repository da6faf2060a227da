"""kill -9 in the middle of 500 concurrent orders: what was acknowledged is there, and nothing else is lost."""

import asyncio
import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cases.house import House, scratch_database
from tests.cases.phone import Phone, wait_for

BUYERS = 25
ORDERS_EACH = 20
ENOUGH = 120


@pytest.fixture
def fragile_house(tmp_path: Path) -> Iterator[House]:
    with scratch_database("crash") as url:
        house = House(tmp_path, url)
        house.run("demo", "load", "--days", "1")
        house.start()
        try:
            yield house
        finally:
            house.stop()


async def order_until_it_dies(house: House, wants: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Send all wishes at once; kill the server when enough are acknowledged; return the acknowledged ones."""
    acknowledged: list[dict[str, Any]] = []
    killed = asyncio.Event()

    async def one(client: httpx.AsyncClient, want: dict[str, Any]) -> None:
        try:
            answer = await client.post(
                "/api/mall/orders",
                json=want["body"],
                headers={"Authorization": f"Bearer {want['token']}", "Idempotency-Key": want["key"]},
            )
        except httpx.HTTPError:
            return
        if answer.status_code == 200:
            acknowledged.append({**want, "order_no": answer.json()["order_no"]})
        if len(acknowledged) >= ENOUGH and not killed.is_set():
            killed.set()
            house.kill()

    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(base_url=house.url, timeout=30, limits=limits) as client:
        await asyncio.gather(*(one(client, want) for want in wants))
    assert killed.is_set(), f"only {len(acknowledged)} orders were acknowledged"
    return acknowledged


def wishes(buyers: list[Phone], sku_id: int) -> list[dict[str, Any]]:
    found = []
    for buyer in buyers:
        body = {
            "lines": [{"sku_id": sku_id, "quantity": 1}],
            "address_id": buyer.save_address(),
            "delivery": "express",
            "coupon": "none",
        }
        total = buyer.post("/quote", body)["total_fen"]
        for _ in range(ORDERS_EACH):
            key = uuid.uuid4().hex
            found.append(
                {
                    "buyer": buyer,
                    "token": buyer.token,
                    "key": key,
                    "body": {**body, "expected_total_fen": total},
                }
            )
    return found


def stock_left(phone: Phone, product_id: int, sku_id: int) -> int:
    return int(next(s["left"] for s in phone.get(f"/products/{product_id}")["skus"] if s["id"] == sku_id))


@pytest.mark.slow
def test_kill_nine_in_the_middle_of_500_orders(fragile_house: House) -> None:
    # given 25 customers, who want 20 orders each of a product of which fewer pieces exist
    house = fragile_house
    buyers = [Phone(house.url, f"138{n:08d}") for n in range(20_000_000, 20_000_000 + BUYERS)]
    for buyer in buyers:
        buyer.sign_in()
    card = buyers[0].get("/products?page=1")["items"][0]
    sku = max(buyers[0].get(f"/products/{card['id']}")["skus"], key=lambda s: s["left"])
    wants = wishes(buyers, sku["id"])
    before = stock_left(buyers[0], card["id"], sku["id"])

    # when the server is killed in the middle
    with ThreadPoolExecutor(1) as apart:  # the browser tests keep an event loop running in this thread
        acknowledged = apart.submit(asyncio.run, order_until_it_dies(house, wants)).result()
    house.start()

    # then every acknowledged order is there, under the same number
    for want in acknowledged:
        order = want["buyer"].order(want["order_no"])
        assert (order["no"], order["status"]) == (want["order_no"], "pending_payment")

    # and the same key answers with the same order
    again = acknowledged[0]["buyer"].post("/orders", acknowledged[0]["body"], key=acknowledged[0]["key"])
    assert again["order_no"] == acknowledged[0]["order_no"]

    # and what is missing on the shelf lies in orders: committed but not acknowledged ones included
    placed = sum(len(all_orders(buyer)) for buyer in buyers)
    assert len(acknowledged) <= placed <= len(wants)
    wait_for(
        lambda: stock_left(buyers[0], card["id"], sku["id"]) == before - placed,
        what="the stock to agree with orders",
    )

    # and the books are clean
    report = house.run("doctor", "--json", check=False)
    assert report.returncode == 0, json.dumps(report.stdout[-3000:], ensure_ascii=False)


def all_orders(buyer: Phone) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    before = ""
    while True:
        answer = buyer.get(f"/orders?status=all{before}")
        found += answer["items"]
        if not answer["next_before"]:
            return found
        before = f"&before={answer['next_before']}"
