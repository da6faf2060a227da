"""Builders that call services: what a test says is what it needs, the rest is sensible."""

import itertools
import threading
from collections.abc import Callable, Sequence

from django.db import connection

from yutang.foundation.catalog import api as catalog
from yutang.foundation.catalog.api import NewProduct, NewSku, ProductDetail
from yutang.foundation.customers import api as customers
from yutang.foundation.customers.api import NewCustomer
from yutang.foundation.inventory import api as inventory
from yutang.foundation.inventory.api import StockWant
from yutang.foundation.org import api as org
from yutang.foundation.org.api import NewStaff, NewStore, StaffFacts, StaffRole, StoreFacts

_serial = itertools.count(1)


def a_store(*, no: str = "", name: str = "文三路店", region_code: str = "hz") -> StoreFacts:
    """An open store with pick-up."""
    return org.create_store(
        NewStore(
            no=no or f"S{next(_serial):05d}",
            name=name,
            region_code=region_code,
            region_name="杭州",
            address="西湖区文三路 259 号",
            lat=30.2766,
            lng=120.1319,
            hours="08:00–22:00",
            phone="0571-88880000",
        )
    )


def a_guide(store_id: int, *, username: str = "", role: StaffRole = StaffRole.GUIDE) -> StaffFacts:
    """Somebody who works in the store."""
    return org.create_staff(
        NewStaff(
            username=username or f"staff{next(_serial)}",
            password="a-long-password",
            display_name="小林",
            role=role,
            store_id=store_id,
        )
    )


def a_phone() -> str:
    """A mobile number nobody else has."""
    return f"138{next(_serial):08d}"


def a_customer(*, phone: str = "", nickname: str = "小鱼", home_store_id: int | None = None) -> int:
    """The id of a registered customer."""
    new = NewCustomer(phone=phone or a_phone(), nickname=nickname, home_store_id=home_store_id)
    return customers.register_customer(new).customer_id


def a_product(
    *,
    no: str = "",
    name: str = "丹东 99 草莓",
    price_fen: int = 4590,
    member_price_fen: int | None = None,
    specs: Sequence[tuple[str, int]] = (),
    category_path: tuple[str, ...] = ("水果", "浆果"),
    original_price_fen: int | None = None,
) -> ProductDetail:
    """A product on sale; `specs` are (specification, price) pairs, by default one."""
    number = no or f"P{next(_serial):05d}"
    pairs = list(specs) or [("500 g 礼盒装", price_fen)]
    return catalog.create_product(
        NewProduct(
            no=number,
            name=name,
            subtitle="凌晨采摘，次日到家",
            category_path=category_path,
            pictures=("products/strawberry.webp",),
            tint="#FBEDEB",
            original_price_fen=original_price_fen,
            skus=tuple(
                NewSku(
                    no=f"{number}-{index}",
                    spec=spec,
                    spec_values={"规格": spec},
                    price_fen=price,
                    member_price_fen=member_price_fen,
                    cost_fen=price // 2,
                    weight_g=500,
                )
                for index, (spec, price) in enumerate(pairs, 1)
            ),
        )
    )


def stocked(sku_id: int, quantity: int, *, location_id: int | None = None) -> int:
    """Put so many of the SKU on the shelf, by default of the main warehouse; returns the location."""
    place = location_id if location_id is not None else inventory.default_location_id()
    if quantity:
        inventory.receive([StockWant(place, sku_id, quantity, f"IN{next(_serial)}")])
    return place


def at_once[T](*calls: Callable[[], T]) -> list[T | Exception]:
    """Run the calls in threads that start together; each gives its result or its exception, in order."""
    barrier = threading.Barrier(len(calls))
    results: list[T | Exception] = [RuntimeError("did not run")] * len(calls)

    def run(index: int, call: Callable[[], T]) -> None:
        try:
            barrier.wait(timeout=30)
            results[index] = call()
        except Exception as error:  # noqa: BLE001  (the test looks at whatever was raised)
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i, call)) for i, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results
