"""A log to compute from: events published through the kernel, as the rooms do it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from yutang.foundation.customers.events import ConsentChanged, CustomerErased, CustomerRegistered
from yutang.foundation.links.events import LinkOpened
from yutang.kernel import clock
from yutang.kernel.outbox import DomainEvent, publish, relay_once
from yutang.revenue.orders.events import OrderPaid, OrderRefunded


class Story:
    """Publishes events at a given moment and gives them positions."""

    def __init__(self) -> None:
        self.lines = 0

    def tell(self, at: datetime, *events: DomainEvent) -> None:
        with clock.frozen(at), transaction.atomic():
            for event in events:
                publish(event)
        while relay_once():
            pass

    def paid(self, at: datetime, order_id: int, customer_id: int, fen: int, **more: Any) -> None:
        self.lines += 1
        shipping = more.pop("shipping_fen", 0)
        line = {
            "line_id": order_id * 10,
            "sku_id": more.get("product_id", 1),
            "product_id": more.pop("product_id", 1),
            "name": more.pop("name", "草莓"),
            "quantity": more.pop("quantity", 1),
            "paid_fen": fen - shipping,
        }
        event = OrderPaid(
            order_id=order_id,
            order_no=f"D{order_id}",
            customer_id=customer_id,
            store_id=more.pop("store_id", 1),
            paid_fen=fen,
            shipping_fen=shipping,
            is_first_order=False,
            lines=(line,),
            paid_at=at.isoformat(),
            **more,
        )
        self.tell(at, event)

    def refunded(self, at: datetime, refund_id: int, order_id: int, customer_id: int, fen: int) -> None:
        line = {
            "line_id": order_id * 10,
            "quantity": 1,
            "refund_fen": fen,
            "line_paid_fen": fen,
            "line_refunded_total_fen": fen,
        }
        event = OrderRefunded(
            order_id=order_id,
            order_no=f"D{order_id}",
            customer_id=customer_id,
            refund_id=refund_id,
            refund_fen=fen,
            shipping_fen=0,
            lines=(line,),
            is_full=False,
        )
        self.tell(at, event)

    def registered(
        self, at: datetime, customer_id: int, link_id: int | None = None, store_id: int = 1
    ) -> None:
        self.tell(at, CustomerRegistered(customer_id, link_id, store_id))

    def consented(self, at: datetime, customer_id: int, *, granted: bool = True) -> None:
        self.tell(at, ConsentChanged(customer_id, "marketing", granted))

    def erased(self, at: datetime, customer_id: int) -> None:
        self.tell(at, CustomerErased(customer_id))

    def opened(
        self, at: datetime, touch_id: int, link_id: int, visitor: str, owner: int = 0, *, own: bool = False
    ) -> None:
        event = LinkOpened(
            touch_id, link_id, visitor, None, None, "share", "home", 0, "", "",
            "customer" if owner else "none", owner, own,
        )  # fmt: skip
        self.tell(at, event)


@pytest.fixture
def lake_folder(settings: Any, tmp_path: Path) -> Path:
    """A lake of its own for each test."""
    settings.WAREHOUSE_DIR = tmp_path / "lake"
    return tmp_path / "lake"


@pytest.fixture
def story(transactional_db: None, lake_folder: Path) -> Story:
    return Story()


@pytest.fixture
def at() -> Callable[[int, int, int], datetime]:
    """A moment in November 2026, UTC."""
    return lambda day, hour=4, month=11: datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def noon() -> Iterator[datetime]:
    """The tests' now: 21 November 2026, 14:26 in Shanghai."""
    now = datetime(2026, 11, 21, 6, 26, tzinfo=UTC)
    with clock.frozen(now):
        yield now
