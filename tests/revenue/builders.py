"""Builders for revenue's tests: a small shop through public verbs only."""

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from yutang.foundation.catalog.api import create_product
from yutang.foundation.catalog.contracts import NewProduct, NewSku
from yutang.foundation.customers.api import register_customer, save_address, set_price_group
from yutang.foundation.customers.contracts import AddressFields, NewCustomer
from yutang.foundation.inventory.api import StockWant, default_location_id, location_of_store, receive
from yutang.foundation.org.api import create_store
from yutang.foundation.org.contracts import NewStore
from yutang.kernel import clock
from yutang.revenue.orders.api import confirm_payments, place_orders
from yutang.revenue.orders.contracts import Placed, PlaceOrder, Refused
from yutang.revenue.orders.models import Order
from yutang.revenue.payments.contracts import Notification
from yutang.revenue.payments.models import Payment
from yutang.revenue.pricing.api import create_promotion
from yutang.revenue.pricing.contracts import PromotionKind, PromotionSpec

_serial = itertools.count(1)


@dataclass
class Shop:
    """A brand with one store and whatever goods a test asks for."""

    store_id: int = 0
    skus: dict[str, int] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)

    def goods(self, name: str, price_fen: int, *, stock: int = 100, member_fen: int | None = None) -> int:
        """Put one product with one SKU on sale, with stock in the warehouse and in the store."""
        number = next(_serial)
        sku = NewSku(no=f"K{number}", price_fen=price_fen, member_price_fen=member_fen, spec="500 g")
        made = create_product(NewProduct(no=f"P{number}", name=name, skus=(sku,)))
        sku_id = made.skus[0].sku_id
        self.skus[name], self.products[name] = sku_id, made.product_id
        places = [default_location_id(), *([location_of_store(self.store_id)] if self.store_id else [])]
        if stock:
            receive([StockWant(place, sku_id, stock, f"opening-{number}") for place in places])
        return sku_id

    def open_store(self, name: str = "文三路店") -> int:
        """Open a store with a shelf."""
        number = next(_serial)
        self.store_id = create_store(NewStore(no=f"S{number}", name=name, region_code="hz")).store_id
        location_of_store(self.store_id)
        return self.store_id

    def shipping(self, fee_fen: int = 600, free_from_fen: int = 4_900) -> None:
        """Ask ¥6 for delivery, free from ¥49."""
        config = {"fee_fen": fee_fen, "free_from_fen": free_from_fen}
        create_promotion(PromotionSpec("标准运费", PromotionKind.SHIPPING, config))

    def full_reduction(self, threshold_fen: int = 9_900, off_fen: int = 1_000) -> int:
        """Take something off from a threshold on."""
        config = {"tiers": [{"threshold_fen": threshold_fen, "off_fen": off_fen}]}
        return create_promotion(PromotionSpec("满减", PromotionKind.FULL_REDUCTION, config))


@dataclass
class Buyer:
    customer_id: int
    address_id: int


def buyer(*, price_group: str = "") -> Buyer:
    """A customer with an address."""
    phone = f"138{next(_serial):08d}"
    customer_id = register_customer(NewCustomer(phone=phone, nickname="苏晚晴")).customer_id
    if price_group:
        set_price_group(customer_id, price_group)
    fields = AddressFields("苏晚晴", phone, "浙江省", "杭州市", "西湖区", "文三路 259 号")
    return Buyer(customer_id, save_address(customer_id, fields).address_id)


def wish(who: Buyer, lines: Sequence[tuple[int, int]], *, key: str = "", **more: object) -> PlaceOrder:
    """A wish for an order, delivered home unless said otherwise."""
    values: dict[str, object] = {"address_id": who.address_id, **more}
    return PlaceOrder(who.customer_id, key or f"k{next(_serial)}", tuple(lines), **values)  # type: ignore[arg-type]


def placed(who: Buyer, lines: Sequence[tuple[int, int]], **more: object) -> Order:
    """Place one order; fails when it is refused."""
    (answer,) = place_orders([wish(who, lines, **more)])  # type: ignore[arg-type]
    assert isinstance(answer, Placed), answer
    return Order.objects.get(pk=answer.order_id)


def refused(answers: Sequence[Placed | Refused]) -> Refused:
    """The only answer, which must be a refusal."""
    (answer,) = answers
    assert isinstance(answer, Refused), answer
    return answer


def payment_for(order: Order, *, amount_fen: int | None = None) -> Payment:
    """An open payment of an order, as the cashier page would have left it."""
    now = clock.now()
    return Payment.objects.create(
        no=f"P{next(_serial):012d}",
        order_no=order.no,
        customer_id=order.customer_id,
        amount_fen=order.total_fen if amount_fen is None else amount_fen,
        provider="sandbox",
        created_at=now,
        expires_at=order.pay_before,
    )


def told(payment: Payment, *, status: str = "succeeded", amount_fen: int | None = None) -> Notification:
    """What the provider says about a payment."""
    amount = payment.amount_fen if amount_fen is None else amount_fen
    return Notification(
        f"n{next(_serial)}", "sandbox", payment.no, f"t-{payment.no}", status, amount, clock.now()
    )


def paid(who: Buyer, lines: Sequence[tuple[int, int]], **more: object) -> Order:
    """A paid order."""
    order = placed(who, lines, **more)
    assert confirm_payments([told(payment_for(order))]) == ["paid"]
    order.refresh_from_db()
    return order


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run calls in threads that start together; return results or exceptions in order."""
    barrier = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def run(index: int, call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[index] = call()
        except Exception as error:  # noqa: BLE001 - whatever happened is the result
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i, call)) for i, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
