"""Order intake in batches: price, coupons, attribution, stock, order, lines, answer, event, in one commit.

The yardstick is what the same connection does in the same run with the barest order one can write: one transaction
that updates a stock row and inserts one row.
"""

import itertools
import random
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from yutang.foundation.catalog.api import import_products
from yutang.foundation.catalog.contracts import NewProduct, NewSku
from yutang.foundation.customers.api import register_customer, save_address
from yutang.foundation.customers.contracts import AddressFields, NewCustomer
from yutang.foundation.inventory.api import StockCount, default_location_id, import_stock
from yutang.revenue.orders.api import place_orders
from yutang.revenue.orders.contracts import Placed, PlaceOrder
from yutang.revenue.orders.models import Order
from yutang.revenue.pricing.api import create_promotion
from yutang.revenue.pricing.contracts import PromotionKind, PromotionSpec

ORDERS = 10_000
BATCH = 500
BUYERS = 400
GOODS = 60
TARGETS = {"orders_per_second": 5_000}

_keys = itertools.count(1)


def run(progress: Callable[[str], None]) -> dict[str, Any]:
    """Return orders per second in batches of 500, one by one, and the ratio to bare transactions."""
    progress("a small shop")
    skus, buyers = _shop()
    chance = random.Random(20_261_121)
    batches = [[_wish(chance, skus, buyers) for _ in range(BATCH)] for _ in range(ORDERS // BATCH)]
    _analyze()
    place_orders([_wish(chance, skus, buyers) for _ in range(BATCH)])
    figures: dict[str, Any] = {"engine": connection.vendor, "orders": ORDERS, "batch": BATCH}
    bare_before = _bare(progress)
    progress(f"{ORDERS} orders in batches of {BATCH}")
    seconds = []
    for batch in batches:
        started = time.perf_counter()
        answers = place_orders(batch)
        seconds.append(time.perf_counter() - started)
        assert all(isinstance(answer, Placed) for answer in answers), answers[:3]
    progress("orders one by one")
    singles = [_wish(chance, skus, buyers) for _ in range(300)]
    started = time.perf_counter()
    for wish in singles:
        place_orders([wish])
    one_by_one = len(singles) / (time.perf_counter() - started)
    bare = (bare_before + _bare(progress)) / 2
    rate = ORDERS / sum(seconds)
    seconds.sort()
    figures |= {
        "orders_per_second": round(rate),
        "best_batch_per_second": round(BATCH / seconds[0]),
        "batch_ms_p50": round(seconds[len(seconds) // 2] * 1_000, 1),
        "batch_ms_max": round(seconds[-1] * 1_000, 1),
        "one_by_one_per_second": round(one_by_one),
        "yardstick_bare_transactions_per_second": round(bare),
        "ratio_to_yardstick": round(rate / bare, 2),
        "targets": TARGETS,
        "orders_stored": Order.objects.count(),
    }
    return figures


def _shop() -> tuple[list[int], list[tuple[int, int]]]:
    products = [
        NewProduct(
            no=f"B{n}",
            name=f"基准鲜果 {n}",
            skus=(NewSku(no=f"BK{n}", price_fen=1_000 + n * 37, spec="500 g"),),
        )
        for n in range(GOODS)
    ]
    skus = list(import_products(products).sku_ids.values())
    place = default_location_id()
    import_stock([StockCount(place, sku_id, 10_000_000) for sku_id in skus])
    shipping = {"fee_fen": 600, "free_from_fen": 4_900}
    create_promotion(PromotionSpec("运费", PromotionKind.SHIPPING, shipping))
    tiers = {"tiers": [{"threshold_fen": 9_900, "off_fen": 1_000}]}
    create_promotion(PromotionSpec("满 99 减 10", PromotionKind.FULL_REDUCTION, tiers))
    buyers = []
    for n in range(BUYERS):
        phone = f"139{n:08d}"
        customer_id = register_customer(NewCustomer(phone=phone, nickname=f"客户{n}")).customer_id
        fields = AddressFields(
            "苏晚晴", phone, "浙江省", "杭州市", "西湖区", "文三路 259 号昌地火炬大厦 1 号楼 806"
        )
        buyers.append((customer_id, save_address(customer_id, fields).address_id))
    return skus, buyers


def _wish(chance: random.Random, skus: list[int], buyers: list[tuple[int, int]]) -> PlaceOrder:
    customer_id, address_id = chance.choice(buyers)
    # Four of five orders want the same few goods, as in a flash sale.
    shelf = skus[:3] if chance.random() < 0.8 else skus
    lines = tuple((sku_id, chance.randint(1, 3)) for sku_id in chance.sample(shelf, chance.choice((1, 1, 2))))
    return PlaceOrder(customer_id, f"bench-{next(_keys)}", lines, address_id=address_id)


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _bare(progress: Callable[[str], None]) -> float:
    progress("bare transactions")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_stock (id integer PRIMARY KEY, n integer)")
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_order (id bigint, sku integer, note varchar(40))")
        cursor.execute("DELETE FROM bench_stock")
        cursor.execute("INSERT INTO bench_stock SELECT 1, 1000000")
    count = 600
    started = time.perf_counter()
    for n in range(count):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE bench_stock SET n = n - 1 WHERE id = 1 AND n > 0")
            cursor.execute("INSERT INTO bench_order VALUES (%s, 1, 'bare')", [n])
    return count / (time.perf_counter() - started)
