"""What crosses the border when another room has priced an order and found its goods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class ReadyGoods:
    """What a ready order is about, with the price of one piece."""

    sku_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    base_unit_fen: int
    unit_fen: int


@dataclass(frozen=True, slots=True)
class ReadyOrder:
    """One line whose price and goods another room has settled. `address` is the sealed text of an address."""

    customer_id: int
    goods: ReadyGoods
    quantity: int
    location_id: int
    delivery: str
    pay_before: datetime
    store_id: int | None = None
    address: str = ""
    shipping_fen: int = 0
    explanation: Sequence[dict[str, Any]] = ()
    note: str = ""

    @property
    def base_fen(self) -> int:
        """What the goods cost on other days."""
        return self.goods.base_unit_fen * self.quantity

    @property
    def goods_fen(self) -> int:
        """What the goods cost now."""
        return self.goods.unit_fen * self.quantity

    @property
    def total_fen(self) -> int:
        """What the customer pays."""
        return self.goods_fen + self.shipping_fen


class WrittenOrder(NamedTuple):
    """How an order is called: reserved before its rows are written."""

    order_id: int
    order_no: str
