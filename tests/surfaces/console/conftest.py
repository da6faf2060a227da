"""Two stores with a member of staff each, head office, and something to look at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.foundation import fixtures as make
from yutang.foundation.org.api import NewStaff, StaffRole, create_staff
from yutang.foundation.org.models import Staff
from yutang.kernel import clock
from yutang.revenue.orders.api import import_orders
from yutang.revenue.orders.contracts import ImportLine, ImportOrder
from yutang.revenue.orders.models import Order


@dataclass
class House:
    """What the tests look at."""

    store_a: int
    store_b: int
    ann: int
    bob: int
    order_a: int
    order_b: int


@pytest.fixture(autouse=True)
def lake_folder(settings: Any, tmp_path: Path) -> None:
    settings.WAREHOUSE_DIR = tmp_path / "lake"


@pytest.fixture
def house(db: None) -> House:
    store_a, store_b = make.a_store(name="文三路店").store_id, make.a_store(name="滨江店").store_id
    ann = make.a_customer(phone="13800002210", nickname="<script>xss(1)", home_store_id=store_a)
    bob = make.a_customer(phone="13900003302", nickname="阿屿", home_store_id=store_b)
    product = make.a_product()
    sku = product.skus[0].sku_id
    line = ImportLine(sku, product.product_id, "丹东 99 草莓", 2, 8_780, 500)
    at = clock.now() - timedelta(days=1)
    import_orders(
        [
            ImportOrder(external_key="t:a", customer_id=ann, store_id=store_a, placed_at=at, lines=(line,)),
            ImportOrder(external_key="t:b", customer_id=bob, store_id=store_b, placed_at=at, lines=(line,)),
        ]
    )
    orders = dict(Order.objects.values_list("store_id", "pk"))
    return House(store_a, store_b, ann, bob, orders[store_a], orders[store_b])


@pytest.fixture
def as_role(house: House) -> Callable[..., Client]:
    """A browser logged in as a new member of staff."""

    def login(role: StaffRole, store_id: int | None = None) -> Client:
        facts = create_staff(
            NewStaff(f"u-{role.value}-{store_id}", "a-long-password", "小林", role, store_id=store_id)
        )
        client = Client()
        client.force_login(Staff.objects.get(pk=facts.staff_id))
        return client

    return login


@pytest.fixture
def hq(as_role: Callable[..., Client]) -> Client:
    return as_role(StaffRole.HQ_ADMIN)


@pytest.fixture
def manager_a(as_role: Callable[..., Client], house: House) -> Client:
    return as_role(StaffRole.STORE_MANAGER, house.store_a)
