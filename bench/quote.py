"""Quotes: a 20-line cart under 200 live promotions and 50 own coupons, and 1,000 random carts against exhaustive search.

The yardstick is what the same machine does in the same run: a plain loop of a million steps, in milliseconds.
"""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from yutang.revenue.pricing.contracts import QuoteRequest, Scope
from yutang.revenue.pricing.rules import PriceBook, decide_quote

sys.path.insert(0, str(Path(__file__).parent))
from _carts import NOW, exhaustive, random_cart, random_coupon, random_promotion, shipping, sku

CARTS = 300
SMALL = 1_000
ORDERS = 5_000
TARGETS = {"p95_ms": 10, "worse_than_exhaustive": 0, "order_us": 60}


def run(progress: Callable[[str], None]) -> dict[str, Any]:
    """Return CPU milliseconds per quote, and how often a small cart was dearer than the best there is."""
    before = _yardstick()
    progress(f"{CARTS} carts of 20 lines, 200 promotions, 50 coupons")
    big = _big_carts()
    progress(f"{SMALL} random carts against exhaustive search")
    checked = worse = 0
    for seed in range(SMALL):
        cart = random_cart(random.Random(seed))
        best = exhaustive(cart)
        if best is None:
            continue
        checked += 1
        request, skus, rules, coupons = cart
        found = decide_quote(request, skus=skus, book=PriceBook(rules), coupons=coupons, now=NOW)
        worse += found.total_fen > best
    progress("plain orders")
    return {
        "p50_ms": round(big[len(big) // 2], 2),
        "p95_ms": round(big[len(big) * 95 // 100], 2),
        "max_ms": round(big[-1], 2),
        "checked": checked,
        "worse_than_exhaustive": worse,
        "order_us": round(_plain_orders(), 1),
        "yardstick_ms_per_million_steps": round((before + _yardstick()) / 2, 1),
        "clock": "process CPU time",
        "targets": TARGETS,
    }


def _big_carts() -> list[float]:
    chance = random.Random(20_261_122)
    skus = {n: sku(n, chance.randint(500, 12_000), n % 20) for n in range(1, 301)}
    rules = []
    for n in range(1, 200):
        scope = Scope()
        if n > 50:
            scope = Scope("sku", frozenset(chance.sample(sorted(skus), chance.randint(2, 6))))
        elif n > 8:
            scope = Scope("category", frozenset((chance.randrange(20),)))
        rules.append(replace(random_promotion(chance, n, skus), scope=scope))
    book = PriceBook([*rules, shipping()])
    coupons = [random_coupon(chance, n, skus) for n in range(50)]
    spent = []
    for _ in range(CARTS):
        lines = tuple((one, chance.randint(1, 4)) for one in chance.sample(sorted(skus), 20))
        request = QuoteRequest(1, lines, "best", price_group="")
        started = time.process_time()
        decide_quote(request, skus=skus, book=book, coupons=coupons, now=NOW)
        spent.append((time.process_time() - started) * 1_000)
    return sorted(spent)


def _plain_orders() -> float:
    """What pricing costs one order where shipping and one full-reduction are all there is."""
    chance = random.Random(1)
    skus = {n: sku(n, 1_000 + n * 37) for n in range(1, 61)}
    reduction = {"tiers": [{"threshold_fen": 9_900, "off_fen": 1_000}]}
    rule = replace(random_promotion(chance, 1, skus), kind="full_reduction", scope=Scope(), config=reduction)
    book = PriceBook([rule, shipping()])
    requests = [
        QuoteRequest(
            1, tuple((one, 2) for one in chance.sample(sorted(skus), chance.choice((1, 1, 2)))), None
        )
        for _ in range(ORDERS)
    ]
    started = time.process_time()
    for request in requests:
        decide_quote(request, skus=skus, book=book, coupons=(), now=NOW, with_more=False)
    return (time.process_time() - started) / ORDERS * 1_000_000


def _yardstick() -> float:
    started = time.process_time()
    for _ in range(1_000_000):
        pass
    return (time.process_time() - started) * 1_000
