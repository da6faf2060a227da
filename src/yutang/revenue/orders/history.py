"""What crosses the border when history comes from elsewhere."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One line as it was sold elsewhere."""

    sku_id: int
    product_id: int
    name: str
    quantity: int
    base_fen: int
    discount_fen: int

    @property
    def paid_fen(self) -> int:
        """What this line cost in the end."""
        return self.base_fen - self.discount_fen


@dataclass(frozen=True, slots=True)
class ImportDiscount:
    """One row of a historic order's explanation: how much of the discount came from where.

    With is_external somebody else paid it (a manufacturer's coupon): it is remembered and does not lower what the shop got.
    """

    kind: str
    label: str
    amount_fen: int
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """One historic order from somewhere else. external_key is unique for ever, for example "completejourney:31198570044".

    A line's quantity may be 0 here: tills record coupons and corrections that way, and no money may be lost.
    """

    external_key: str
    customer_id: int
    store_id: int | None
    placed_at: datetime
    lines: tuple[ImportLine, ...]
    shipping_fen: int = 0
    discounts: tuple[ImportDiscount, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """How an import batch ended. Orders whose external_key was known are counted and left alone."""

    created: int
    known: int
    lines: int
    paid_fen: int


@dataclass(frozen=True, slots=True)
class ImportedTotals:
    """Sums over a source's history as it is stored; discounts by kind, external ones too."""

    orders: int
    customers: int
    lines: int
    quantity: int
    paid_fen: int
    discount_fen: int
    discounts: dict[str, int]
