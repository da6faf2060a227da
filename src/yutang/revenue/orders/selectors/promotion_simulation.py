"""What a promotion would have cost on orders of the past: each is priced again with the rules of its moment."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from yutang.foundation.catalog.api import skus_by_ids
from yutang.foundation.catalog.contracts import SkuFacts
from yutang.foundation.customers.api import customers_by_ids
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.orders.selectors.order_rows import lines_of
from yutang.revenue.pricing.api import PastPrices, coupons_by_codes
from yutang.revenue.pricing.contracts import CustomerTerms, PromotionSpec, Quote, QuoteRequest

MOST_ORDERS = 5_000
CHUNK = 500


@dataclass(frozen=True, slots=True)
class ProductCost:
    """How much of the discount fell on one product."""

    name: str
    off_fen: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """orders were looked at, touched would have been cheaper by off_fen; sales_fen is what the orders would have cost.

    is_part: there were more orders than one run looks at, and the newest were taken.
    """

    orders: int
    touched: int
    off_fen: int
    sales_fen: int
    gifts: int
    products: tuple[ProductCost, ...]
    is_part: bool

    @property
    def share_bp(self) -> int:
        """The discount as a share of sales, in basis points."""
        return self.off_fen * 10_000 // self.sales_fen if self.sales_fen else 0


def simulate_promotion(
    spec: PromotionSpec, *, since: datetime, until: datetime, without: int | None = None
) -> Simulation:
    """Price the paid orders of a window again, with and without a promotion, and add up the difference.

    `without` leaves a kept promotion out of both. Points and members' own terms of the past are not known any more and
    are left out of both sides. Raises DomainError for a rule that cannot be kept or a window that is none.
    """
    if until <= since:
        raise DomainError("window_invalid", "结束时间须晚于开始时间", field="until")
    past = PastPrices(spec, without=without)
    rows = Order.objects.filter(
        paid_at__isnull=False, placed_at__gte=since, placed_at__lt=until, imported_key__isnull=True
    ).order_by("-pk")
    orders = list(rows[: MOST_ORDERS + 1])
    is_part = len(orders) > MOST_ORDERS
    touched = off = sales = gifts = 0
    by_product: Counter[str] = Counter()
    chosen = orders[:MOST_ORDERS]
    for start in range(0, len(chosen), CHUNK):
        for without_it, with_it in _priced(past, chosen[start : start + CHUNK]):
            less = without_it.total_fen - with_it.total_fen
            more = sum(g.quantity for g in with_it.gifts) - sum(g.quantity for g in without_it.gifts)
            sales += without_it.total_fen
            off += less
            gifts += more
            touched += bool(less or more)
            for old, new in zip(without_it.lines, with_it.lines, strict=True):
                by_product[new.name] += old.paid_fen - new.paid_fen
    products = tuple(ProductCost(name, fen) for name, fen in by_product.most_common(10) if fen > 0)
    return Simulation(len(chosen), touched, off, sales, gifts, products, is_part)


def _priced(past: PastPrices, orders: Sequence[Order]) -> list[tuple[Quote, Quote]]:
    lines = lines_of(orders)
    known = skus_by_ids(sorted({x.sku_id for mine in lines.values() for x in mine}))
    coupons = coupons_by_codes([code for order in orders for code in order.coupon_codes])
    people = customers_by_ids({order.customer_id for order in orders})
    found = []
    for order in orders:
        bought = [x for x in lines[order.pk] if not x.is_gift and x.sku_id in known]
        if not bought:
            continue
        person = people.get(order.customer_id)
        request = QuoteRequest(
            order.customer_id,
            tuple((x.sku_id, x.quantity) for x in bought),
            "best" if order.coupon_codes else None,
            order.delivery,
            order.store_id,
            person.price_group if person else "",
        )
        found.append(
            past.totals(
                request,
                skus={x.sku_id: _as_then(known[x.sku_id], x) for x in bought},
                coupons=[coupons[code] for code in order.coupon_codes if code in coupons],
                moment=order.placed_at,
                terms=CustomerTerms(is_newcomer=order.is_first),
            )
        )
    return found


def _as_then(sku: SkuFacts, line: OrderLine) -> SkuFacts:
    """The SKU at the everyday price of that day, on sale as it was."""
    return replace(sku, price_fen=line.base_unit_fen, is_sellable=True)
