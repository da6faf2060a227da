"""A whole purchase over HTTP: open link, sign in, add, quote, order, pay, and the provider's notification.

Sixteen clients, each purchase by a new customer who came by somebody's link; the house runs as `yutang up` does, with
its reactions (commission, coupon, message) and the sandbox cashier beside it. The SQL statements of one purchase are
counted in this process, through the same ASGI application, with nobody else about. Before the storm the codes of
all phones lie ready, as if their messages had been read. The yardstick is one plain insert per transaction.
"""

import asyncio
import importlib
import itertools
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from yutang.foundation.catalog.api import create_product
from yutang.foundation.catalog.contracts import NewProduct, NewSku
from yutang.foundation.customers.api import register_customer, request_sign_in_code
from yutang.foundation.customers.contracts import NewCustomer
from yutang.foundation.inventory.api import (
    StockWant,
    available,
    location_of_store,
    receive,
)
from yutang.foundation.links.contracts import Carrier, TargetKind
from yutang.foundation.org.api import create_store
from yutang.foundation.org.contracts import NewStore
from yutang.integrations.sandbox_pay.api import Cashier
from yutang.integrations.sandbox_pay.keys import load_keys
from yutang.integrations.sandbox_pay.notifier import notice_headers
from yutang.integrations.sms.api import latest_for
from yutang.kernel.doctor import run_checks
from yutang.referral.affiliates.api import apply, share_link
from yutang.revenue.pricing.api import create_promotion
from yutang.revenue.pricing.contracts import PromotionKind, PromotionSpec

sys.path.insert(0, str(Path(__file__).parent))
from _wire import House, Wire, free_port, house, percentile, single_inserts

CLIENTS = 16
PURCHASES = int(os.environ.get("YUTANG_BENCH_PURCHASES", "1200"))
WARM_UP = 32
STOCK = 1_000_000
TOGETHER = 64
TARGETS = {"purchases_per_second": 100, "statements": 30}
ELSEWHERE = {
    "django-oscar": {"per_second": 17, "statements": 127},
    "Vendure": {"per_second": 10, "statements": 397},
}
_serial = itertools.count(1)


class Shop:
    """What there is to buy, and by whose link."""

    def __init__(self) -> None:
        self.store_id = create_store(NewStore(no="B1", name="文三路店", region_code="hz")).store_id
        config = {"fee_fen": 600, "free_from_fen": 4_900}
        create_promotion(PromotionSpec("运费", PromotionKind.SHIPPING, config))
        tiers = {"tiers": [{"threshold_fen": 3_000, "off_fen": 300}]}
        create_promotion(PromotionSpec("满减", PromotionKind.FULL_REDUCTION, tiers))
        self.skus, self.links = [], []
        for n in range(8):
            sku = NewSku(no=f"B{n}", spec="500 g", price_fen=3_990)
            made = create_product(NewProduct(no=f"B{n}", name=f"草莓 {n}", skus=(sku,)))
            self.skus.append(made.skus[0].sku_id)
            sharer = register_customer(NewCustomer(phone=f"1390000{n:04d}", nickname="周可")).customer_id
            apply(customer_id=sharer, name="周可")
            link = share_link(
                customer_id=sharer,
                target_kind=TargetKind.PRODUCT,
                target_id=made.product_id,
                carrier=Carrier.POSTER,
            )
            self.links.append(link.code)
        place = location_of_store(self.store_id)
        receive([StockWant(place, sku_id, STOCK, f"B{sku_id}") for sku_id in self.skus])
        self.place = place

    def left(self) -> int:
        """Pieces on the shelf that nobody holds."""
        return sum(available(self.skus, self.place).values())


def phones(count: int) -> list[tuple[str, str]]:
    """New phones whose codes have arrived."""
    found = []
    for _ in range(count):
        number = f"137{next(_serial):08d}"
        request_sign_in_code(number)
        sms = latest_for(number)
        if sms is None:
            raise RuntimeError("no message")
        found.append((number, sms.params["code"]))
    return found


type Ask = Callable[..., Any]


async def purchase(ask: Ask, shop: Shop, phone: tuple[str, str], key: Any) -> None:
    """One customer's way, request by request."""
    number, code = phone
    n = int(number[-6:])
    device = {"x-visitor": f"bench-{number}"}
    link = shop.links[n % len(shop.links)]
    await ask("GET", f"/api/mall/links/{link}", device)
    wish = {"phone": number, "code": code, "agree_terms": True, "link_code": link}
    token = (await ask("POST", "/api/mall/auth/sign-in", device, wish))["token"]
    me = {**device, "authorization": f"Bearer {token}"}
    await ask("POST", "/api/mall/cart", me, {"sku_id": shop.skus[n % len(shop.skus)], "quantity": 1})
    where = {"delivery": "pickup", "store_id": shop.store_id}
    quote = await ask("POST", "/api/mall/quote", me, where)
    keyed = {**me, "idempotency-key": f"order-{number}"}
    wish = {**where, "expected_total_fen": quote["total_fen"]}
    order = await ask("POST", "/api/mall/orders", keyed, wish)
    ticket = await ask("POST", f"/api/mall/orders/{order['order_no']}/pay", keyed)
    body, headers = _notice(ticket, key)
    told = await ask("POST", "/callbacks/pay/sandbox", headers, body)
    if told != {"code": "SUCCESS", "message": "成功"}:
        raise RuntimeError(str(told))


def _notice(ticket: dict[str, Any], key: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """What the cashier sends when the customer has paid."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    body = {
        "id": secrets.token_hex(16),
        "create_time": now,
        "event_type": "TRANSACTION.SUCCESS",
        "resource": {
            "out_trade_no": ticket["payment_no"],
            "transaction_id": secrets.token_hex(14),
            "trade_state": "SUCCESS",
            "amount": {"total": ticket["amount_fen"]},
            "success_time": now,
            "reason": "",
        },
    }
    headers = {k.lower(): v for k, v in notice_headers(key, orjson.dumps(body).decode()).items()}
    return body, headers


def run(progress: Callable[[str], None]) -> dict[str, Any]:
    """Return purchases per second, latency and statements of one purchase."""
    figures: dict[str, Any] = {"engine": connection.vendor, "clients": CLIENTS, "purchases": PURCHASES}
    shop = Shop()
    progress("counting the statements of one purchase")
    figures |= _statements(shop)
    figures["yardstick_single_inserts_per_second"] = single_inserts()
    progress(f"preparing {PURCHASES + WARM_UP} phones")
    waiting = phones(PURCHASES + WARM_UP)
    before = shop.left()
    connection.close()
    with house() as home:
        asyncio.run(_storm(home, shop, waiting[:WARM_UP]))
        progress("buying")
        figures |= asyncio.run(_storm(home, shop, waiting[WARM_UP:]))
    sold = before - shop.left()
    figures["sold_exactly"] = sold == PURCHASES + WARM_UP
    figures["doctor"] = {r.name: len(r.findings) for r in run_checks() if not r.is_clean}
    rate = figures["per_second"]
    figures["ratio"] = round(rate / max(figures["yardstick_single_inserts_per_second"], 1), 3)
    figures["targets"] = TARGETS
    figures["targets_met"] = (
        rate >= TARGETS["purchases_per_second"] and figures["statements"] <= TARGETS["statements"]
    )
    figures["elsewhere_on_this_kind_of_machine"] = ELSEWHERE
    return figures


async def _storm(home: House, shop: Shop, waiting: list[tuple[str, str]]) -> dict[str, Any]:
    key = load_keys(settings.DATA_DIR).provider_private
    queue = iter(waiting)
    took: list[float] = []

    async def client() -> None:
        wire = Wire(home.port)
        for phone in queue:
            begun = time.perf_counter()
            await purchase(wire.json, shop, phone, key)
            took.append(time.perf_counter() - begun)
        wire.close()

    cpu, begun, own = home.cpu_seconds(), time.perf_counter(), time.process_time()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    spent = time.perf_counter() - begun
    took.sort()
    return {
        "per_second": round(len(took) / spent, 1),
        "purchase_p50_ms": round(percentile(took, 0.5) * 1000, 1),
        "purchase_p99_ms": round(percentile(took, 0.99) * 1000, 1),
        "server_cpu_ms_per_purchase": round((home.cpu_seconds() - cpu) / len(took) * 1000, 2),
        "generator_cpu_ms_per_purchase": round((time.process_time() - own) / len(took) * 1000, 2),
    }


class Counting:
    """Counts what is sent to the database in all threads, without BEGIN and COMMIT."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self.request = ""
        self._plain = (CursorWrapper.execute, CursorWrapper.executemany)

    def __enter__(self) -> "Counting":
        """Start."""
        plain_execute, plain_many = self._plain

        def execute(cursor: Any, sql: Any, params: Any = None) -> Any:
            self._count(str(sql))
            return plain_execute(cursor, sql, params)

        def executemany(cursor: Any, sql: Any, params: Any) -> Any:
            self._count(str(sql))
            return plain_many(cursor, sql, params)

        CursorWrapper.execute, CursorWrapper.executemany = execute, executemany  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        CursorWrapper.execute, CursorWrapper.executemany = self._plain  # type: ignore[method-assign]

    def _count(self, sql: str) -> None:
        if sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")):
            return
        self.counted[self.request] += 1
        if os.environ.get("YUTANG_BENCH_SHOW_SQL"):
            sys.stderr.write(f"{self.request}: {sql[:240]}\n")


def _statements(shop: Shop) -> dict[str, Any]:
    """Statements of one purchase: alone, and as one of sixteen clients whose requests gather."""
    cashier = Cashier(data_dir=settings.DATA_DIR, port=free_port(), background=False).start()
    settings.CASHIER_URL = cashier.url
    application = importlib.import_module("yutang.config.asgi").application
    key, waiting = cashier.keys.provider_private, phones(2 + TOGETHER)
    counting = Counting()

    async def everybody() -> Counter[str]:
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://house") as http:

            async def ask(method: str, path: str, headers: Any = None, body: Any = None) -> Any:
                counting.request = f"{method} {'/'.join(path.split('/')[:4])}"
                raw = b"" if body is None else orjson.dumps(body)
                answer = await http.request(method, path, headers=headers, content=raw)
                if answer.status_code != 200:
                    raise RuntimeError(f"{path}: {answer.text}")
                return answer.json()

            async def client(queue: Iterator[tuple[str, str]]) -> None:
                for phone in queue:
                    await purchase(ask, shop, phone, key)

            await client(iter(waiting[:1]))
            with counting:
                await client(iter(waiting[1:2]))
                alone = counting.counted
                counting.counted = Counter()
                queue = iter(waiting[2:])
                await asyncio.gather(*(client(queue) for _ in range(CLIENTS)))
            return alone

    alone = asyncio.run(everybody())
    cashier.stop()
    return {
        "statements_alone": sum(alone.values()),
        "statements_alone_by_request": dict(alone),
        "statements": round(sum(counting.counted.values()) / TOGETHER, 1),
    }
