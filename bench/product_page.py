"""The product page as JSON over HTTP: requests per second and how long one takes.

Sixteen clients on kept connections ask for forty products. The yardstick is the endpoint behind it, through
Django and ninja, in the same house.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from yutang.foundation.catalog.api import create_product
from yutang.foundation.catalog.contracts import NewProduct, NewSku
from yutang.foundation.inventory.api import StockWant, default_location_id, receive

sys.path.insert(0, str(Path(__file__).parent))
from _wire import House, Wire, house, percentile

CLIENTS = 16
PRODUCTS = 40
SECONDS = 4.0
TARGET = 2_000


def run(progress: Callable[[str], None]) -> dict[str, Any]:
    """Return requests per second of the median of three rounds."""
    ids = _products()
    connection.close()
    figures: dict[str, Any] = {"engine": connection.vendor, "clients": CLIENTS, "products": PRODUCTS}
    with house() as home:
        asyncio.run(_storm(home, [f"/api/mall/products/{i}" for i in ids], 1.0))
        rounds = []
        for number in range(3):
            progress(f"round {number + 1}")
            slow = asyncio.run(_storm(home, ["/api/mall/brand"], 1.5))
            fast = asyncio.run(_storm(home, [f"/api/mall/products/{i}" for i in ids], SECONDS))
            rounds.append((fast["per_second"], fast, slow))
        rounds.sort(key=lambda item: item[0])
        _, fast, slow = rounds[1]
    figures |= fast
    figures["yardstick_django_view_per_second"] = slow["per_second"]
    figures["ratio"] = round(fast["per_second"] / max(slow["per_second"], 1), 1)
    figures["target_per_second"] = TARGET
    figures["target_met"] = fast["per_second"] >= TARGET
    return figures


def _products() -> list[int]:
    ids = []
    for n in range(PRODUCTS):
        skus = tuple(
            NewSku(
                no=f"B{n}-{k}", spec=f"{k * 500} g", spec_values={"规格": f"{k * 500} g"}, price_fen=1_990 * k
            )
            for k in (1, 2, 3)
        )
        made = create_product(
            NewProduct(
                no=f"B{n}", name=f"云南蓝莓 {n}", subtitle="当季鲜果", skus=skus, description="甜" * 200
            )
        )
        receive([StockWant(default_location_id(), sku.sku_id, 1_000, f"B{n}") for sku in made.skus])
        ids.append(made.product_id)
    return ids


async def _storm(home: House, paths: list[str], seconds: float) -> dict[str, Any]:
    until = time.perf_counter() + seconds
    took: list[float] = []

    async def client(number: int) -> None:
        wire, place = Wire(home.port), number
        while (begun := time.perf_counter()) < until:
            status, _ = await wire.ask("GET", paths[place % len(paths)])
            took.append(time.perf_counter() - begun)
            if status != 200:
                raise RuntimeError(f"{paths[place % len(paths)]} answered {status}")
            place += 1
        wire.close()

    cpu = home.cpu_seconds()
    begun = time.perf_counter()
    await asyncio.gather(*(client(n) for n in range(CLIENTS)))
    spent = time.perf_counter() - begun
    took.sort()
    return {
        "per_second": round(len(took) / spent),
        "p50_ms": round(percentile(took, 0.5) * 1000, 2),
        "p95_ms": round(percentile(took, 0.95) * 1000, 2),
        "server_cpu_ms_per_request": round((home.cpu_seconds() - cpu) / len(took) * 1000, 3),
    }
