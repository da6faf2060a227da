"""Random carts under random rules, and the exhaustive search that the engine must never be worse than."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.contracts import NO_TERMS, CouponFacts, PromotionFacts, QuoteRequest, Scope
from yutang.revenue.pricing.rules.book import PriceBook, UnitPrice
from yutang.revenue.pricing.rules.kinds.base import CartRule
from yutang.revenue.pricing.rules.lines import Shopper, sort_out
from yutang.revenue.pricing.rules.plan import Basket, CartLine, price
from yutang.revenue.pricing.rules.quote import _basket

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TOO_MANY = 40_000


def sku(sku_id: int, price_fen: int, category: int = 1) -> SkuFacts:
    return SkuFacts(
        sku_id,
        sku_id,
        f"P{sku_id}",
        f"K{sku_id}",
        f"果 {sku_id}",
        "",
        "",
        "",
        category,
        (category,),
        price_fen,
        None,
        0,
        0,
        is_sellable=True,
    )


def random_skus(chance: random.Random, many: int) -> dict[int, SkuFacts]:
    return {
        n: sku(n, chance.choice((0, 1, 99, 990, 1_990, 3_980, 5_990, 9_900)), n % 5)
        for n in range(1, many + 1)
    }


def random_scope(chance: random.Random, skus: dict[int, SkuFacts]) -> Scope:
    kind = chance.choice(("all", "category", "category", "sku"))
    if kind == "all":
        return Scope()
    if kind == "category":
        return Scope("category", frozenset(chance.sample(range(5), chance.randint(1, 2))))
    return Scope("sku", frozenset(chance.sample(sorted(skus), min(len(skus), chance.randint(1, 4)))))


def _tiers(chance: random.Random, gives: str, values: tuple[Any, ...]) -> dict[str, Any]:
    by = chance.choice(("amount", "amount", "count"))
    key, marks = (
        ("threshold_count", (2, 3, 5)) if by == "count" else ("threshold_fen", (1_000, 4_900, 9_900, 19_900))
    )
    chosen = sorted(chance.sample(marks, chance.randint(1, 2)))
    tiers = [{key: mark, gives: value} for mark, value in zip(chosen, values, strict=False)]
    config: dict[str, Any] = {"by": by, "tiers": tiers}
    if gives == "off_fen" and len(tiers) == 1 and chance.random() < 0.4:
        config["repeat"] = True
    return config


def random_promotion(chance: random.Random, number: int, skus: dict[int, SkuFacts]) -> PromotionFacts:
    kind = chance.choice(
        (
            "full_reduction",
            "full_reduction",
            "full_discount",
            "nth_discount",
            "n_for",
            "choose_one",
            "bundle",
            "limited_price",
            "full_gift",
        )
    )
    config: dict[str, Any]
    if kind == "full_reduction":
        config = _tiers(chance, "off_fen", (chance.choice((300, 1_000)), chance.choice((1_500, 4_000))))
    elif kind == "full_discount":
        config = _tiers(chance, "discount_bp", (chance.choice((9_500, 9_000)), chance.choice((8_800, 8_000))))
    elif kind == "full_gift":
        config = _tiers(chance, "gifts", tuple([[{"sku_id": 1, "quantity": 1}]] * 2))
    elif kind == "nth_discount":
        config = {
            "n": chance.choice((2, 3)),
            "discount_bp": chance.choice((0, 5_000)),
            "per": chance.choice(("line", "order")),
        }
    elif kind == "n_for":
        config = {"n": chance.choice((2, 3, 4)), "price_fen": chance.choice((1_990, 4_900, 9_900))}
    elif kind == "choose_one":
        config = {"price_fen": chance.choice((1, 990)), "threshold_fen": chance.choice((0, 4_900))}
    elif kind == "bundle":
        chosen = chance.sample(sorted(skus), min(2, len(skus)))
        config = {
            "items": [{"sku_id": one, "quantity": chance.randint(1, 2)} for one in chosen],
            "price_fen": 4_900,
        }
    else:
        chosen = chance.sample(sorted(skus), min(2, len(skus)))
        config = {"prices": {str(one): max(skus[one].price_fen * 9 // 10, 1) for one in chosen}}
    return PromotionFacts(
        number,
        f"活动 {number}",
        kind,
        random_scope(chance, skus),
        config,
        NOW,
        None,
        exclusive_group="gift" if kind == "full_gift" else chance.choice(("main", "main", "main", "second")),
        stacks=chance.random() < 0.85,
    )


def shipping(number: int = 9_001) -> PromotionFacts:
    return PromotionFacts(
        number, "运费", "shipping", Scope(), {"fee_fen": 600, "free_from_fen": 4_900}, NOW, None
    )


def random_coupon(chance: random.Random, number: int, skus: dict[int, SkuFacts]) -> CouponFacts:
    kind = chance.choice(("cash", "cash", "percent", "free_shipping", "exchange"))
    threshold = chance.choice((0, 4_900, 9_900))
    amount = {"cash": chance.choice((300, 1_000, 2_000)), "exchange": chance.choice((0, 100))}.get(kind, 0)
    return CouponFacts(
        code=f"C{number:03d}",
        template_code=f"T{number}",
        name="券",
        kind=kind,
        amount_fen=min(amount, threshold) if threshold and kind == "cash" else amount,
        threshold_fen=threshold,
        scope=random_scope(chance, skus),
        stacks_with_promotions=chance.random() < 0.6,
        status="available",
        valid_from=NOW - timedelta(days=1),
        valid_until=NOW + timedelta(days=chance.randint(1, 30)),
        customer_id=1,
        discount_bp=chance.choice((9_000, 8_500)) if kind == "percent" else 10_000,
        cap_fen=chance.choice((0, 1_500)) if kind == "percent" else 0,
        stacking_group=chance.choice(("", "", "a", "b")),
    )


type Cart = tuple[QuoteRequest, dict[int, SkuFacts], list[PromotionFacts], list[CouponFacts]]


def random_cart(chance: random.Random, *, lines: int = 4, promotions: int = 4, coupons: int = 3) -> Cart:
    skus = random_skus(chance, 8)
    wanted = chance.sample(sorted(skus), chance.randint(1, lines))
    request = QuoteRequest(1, tuple((one, chance.randint(1, 4)) for one in wanted), "best", price_group="")
    rules = [random_promotion(chance, n, skus) for n in range(1, chance.randint(0, promotions) + 1)]
    if chance.random() < 0.7:
        rules.append(shipping())
    owned = [random_coupon(chance, n, skus) for n in range(chance.randint(0, coupons))]
    return request, skus, rules, owned


def exhaustive(cart: Cart) -> int | None:
    """Return the least total over every price and every set of promotions of every line, or None for too many."""
    request, skus, rules, coupons = cart
    book = PriceBook(rules)
    good, _ = sort_out(dict(request.lines), skus, book, request, None)
    basket = _basket(request, good, book, Shopper("", NO_TERMS, NOW, {}), coupons)
    basket = replace(basket, lines=[_with_everything(line, book) for line in basket.lines])
    ways = [list(_ways(line)) for line in basket.lines]
    many = 1
    for one in ways:
        many *= len(one)
    if many > TOO_MANY:
        return None
    return min(_total(basket, chosen) for chosen in product(*ways))


def _with_everything(line: CartLine, book: PriceBook) -> CartLine:
    base = line.sku.price_fen
    prices = [
        line.prices[0],
        book.unit_for(line.sku, (), NO_TERMS, stacks_only=True),
        UnitPrice(base, base, base, None, ""),
    ]
    seen: dict[tuple[int, bool], UnitPrice] = {}
    for one in prices:
        seen.setdefault((one.fen, one.is_exclusive), one)
    return CartLine(line.sku, line.quantity, tuple(seen.values()), line.rules)


def _ways(line: CartLine) -> Iterator[tuple[int, tuple[CartRule, ...]]]:
    groups: dict[str, list[CartRule | None]] = {}
    for rule in line.rules:
        groups.setdefault(rule.facts.exclusive_group, [None]).append(rule)
    for at, unit in enumerate(line.prices):
        for chosen in product(*groups.values()):
            joined = tuple(rule for rule in chosen if rule)
            if joined and unit.is_exclusive:
                continue
            if len(joined) > 1 and not all(rule.facts.stacks for rule in joined):
                continue
            yield at, joined


def _total(basket: Basket, ways: tuple[tuple[int, tuple[CartRule, ...]], ...]) -> int:
    chosen: dict[str, dict[CartRule, list[int]]] = {}
    for i, (_, joined) in enumerate(ways):
        for rule in joined:
            chosen.setdefault(rule.facts.exclusive_group, {}).setdefault(rule, []).append(i)
    ordered = {
        group: sorted(((r, tuple(p)) for r, p in members.items()), key=lambda one: one[0].promotion_id)
        for group, members in chosen.items()
    }
    return price(basket, tuple(at for at, _ in ways), chosen=ordered).total_fen
