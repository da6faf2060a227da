"""A flash sale while servers are killed and connections are cut: acknowledged is there, the same key repeats."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import connection

from tests.revenue.builders import Buyer, Shop, buyer
from tests.revenue.flash_sales.builders import findings, sale_of
from yutang.foundation.customers.api import make_token
from yutang.revenue.flash_sales.contracts import ItemFacts, ItemSpec
from yutang.revenue.flash_sales.models import FlashItem, FlashTaking
from yutang.revenue.orders.models import Order

YUTANG = Path(sys.executable).with_name("yutang")
PEOPLE = 30


@pytest.fixture
def shop() -> Shop:
    """A shop with a store."""
    made = Shop()
    made.open_store()
    return made


@dataclass
class Door:
    """A running `yutang flash-door` on the test's database."""

    port: int
    process: "subprocess.Popen[bytes]"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


@contextmanager
def door(tmp_path: Path) -> Iterator[Door]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = connection.settings_dict
    url = f"sqlite:///{given['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgresql://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    environment = os.environ | {"YUTANG_DATABASE_URL": url, "YUTANG_DATA": str(settings.DATA_DIR)}
    environment["DJANGO_SETTINGS_MODULE"] = "yutang.config.settings"
    log = (tmp_path / f"door-{port}.log").open("wb")
    command = [str(YUTANG), "flash-door", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    try:
        yield Door(port, process)
    finally:
        process.terminate()
        process.wait(20)


@dataclass
class Crowd:
    """People who each want every item once, and try again with the same key while the outcome is unknown."""

    ports: list[int]
    wishes: list[tuple[str, dict[str, str], dict[str, int], int]]
    heard: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    acknowledged: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def run(self, disturb: Callable[[], None]) -> None:
        threads = [threading.Thread(target=self._some, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        disturb()
        for thread in threads:
            thread.join(120)

    def _some(self, number: int) -> None:
        with httpx.Client(timeout=20) as client:
            for place in range(number, len(self.wishes), 8):
                self._one(client, place)

    def _one(self, client: httpx.Client, place: int) -> None:
        path, headers, body, _ = self.wishes[place]
        for attempt in range(40):
            port = self.ports[(place + attempt) % len(self.ports)]
            try:
                answer = client.post(f"http://127.0.0.1:{port}{path}", headers=headers, json=body)
            except httpx.HTTPError:
                time.sleep(0.05)
                continue
            self.heard.setdefault(headers["idempotency-key"], []).append((answer.status_code, answer.json()))
            if answer.status_code == 200:
                self.acknowledged.release()
            if answer.status_code not in {429, 503}:
                return
            time.sleep(0.1 if answer.status_code == 503 else 1.0)


def crowd(ports: list[int], items: tuple[ItemFacts, ...], people: list[Buyer]) -> Crowd:
    wishes = []
    for item in items:
        for who in people:
            headers = {
                "authorization": f"Bearer {make_token(who.customer_id, 0)}",
                "idempotency-key": f"fault-{item.item_id}-{who.customer_id}",
                "x-visitor": f"device-{who.customer_id}",
            }
            path = f"/api/mall/flash/items/{item.item_id}/orders"
            wishes.append((path, headers, {"quantity": 1, "address_id": who.address_id}, item.item_id))
    return Crowd(ports, wishes)


def judge(crowd: Crowd, allotment: int) -> None:
    """Acknowledged orders exist once, nothing is oversold, and the books are clean."""
    stored = {f"{row.key}": row.order_no for row in FlashTaking.objects.all()}
    numbers = set(Order.objects.values_list("no", flat=True))
    for key, answers in crowd.heard.items():
        acknowledged = {body["order_no"] for status, body in answers if status == 200}
        assert len(acknowledged) <= 1
        for order_no in acknowledged:
            assert stored[key] == order_no
            assert order_no in numbers
    assert Order.objects.count() == FlashTaking.objects.count()
    assert list(FlashItem.objects.values_list("taken", flat=True)) == [allotment] * FlashItem.objects.count()
    codes = {body["error"]["code"] for told in crowd.heard.values() for status, body in told if status == 409}
    assert codes == {"flash_sold_out"}
    assert findings() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_kill_nine_of_one_of_two_doors(shop: Shop, tmp_path: Path) -> None:
    # given two hot SKUs with fewer pieces than people, sold by two processes (on SQLite by one that comes back)
    _, items = sale_of(*[ItemSpec(shop.goods(f"果 {n}", 5_990), 1_990, PEOPLE - 6) for n in range(2)])
    people = [buyer() for _ in range(PEOPLE)]
    with door(tmp_path) as first, door(tmp_path) as second:
        found = crowd([first.port, second.port], items, people)

        # when one is killed after some orders were acknowledged, and everybody repeats what he does not know
        def disturb() -> None:
            for _ in range(10):
                found.acknowledged.acquire(timeout=30)
            first.kill()

        found.run(disturb)

    judge(found, PEOPLE - 6)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_the_database_cuts_every_connection_three_times(shop: Shop, tmp_path: Path) -> None:
    _, items = sale_of(*[ItemSpec(shop.goods(f"果 {n}", 5_990), 1_990, PEOPLE - 6) for n in range(2)])
    people = [buyer() for _ in range(PEOPLE)]
    with door(tmp_path) as only:
        found = crowd([only.port], items, people)

        def disturb() -> None:
            for _ in range(3):
                for _ in range(8):
                    found.acknowledged.acquire(timeout=30)
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )

        found.run(disturb)

    # This process was cut off too: what it kept for later is dead.
    connection.close()
    connection.close_pool()
    judge(found, PEOPLE - 6)
