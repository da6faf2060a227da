"""Words of the figures: windows, and what each question answers. Money is integer fen everywhere."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Window:
    """A span of business time and the span of the same length before it.

    `first_day … last_day` are Shanghai days; `start … end` are instants, so that a day that still runs is compared
    with the same hours of the earlier one. `previous_*` are None when there is nothing to compare with (“全部”).
    """

    key: str
    first_day: date
    last_day: date
    start: datetime
    end: datetime
    previous_first_day: date | None
    previous_start: datetime | None
    previous_end: datetime | None

    @property
    def days(self) -> int:
        """How many business days the window touches."""
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True)
class Sales:
    """Sales of one span. GMV is all money paid in it; refunds are those settled in it and stand beside GMV."""

    gmv_fen: int
    refund_fen: int
    orders: int
    buyers: int
    new_gmv_fen: int
    new_orders: int
    returning_gmv_fen: int
    returning_orders: int
    returning_buyers: int
    repeat_buyers: int
    commission_fen: int

    @property
    def net_fen(self) -> int:
        """Paid less refunded."""
        return self.gmv_fen - self.refund_fen


@dataclass(frozen=True)
class DayPoint:
    """One business day on a curve."""

    day: date
    value: int


@dataclass(frozen=True)
class SalesDay:
    """One business day of sales."""

    day: date
    gmv_fen: int
    refund_fen: int
    orders: int
    buyers: int


@dataclass(frozen=True)
class Audience:
    """Customers at the end of a span. Reachable = agreed to marketing; active = bought or opened a link in it."""

    total: int
    reachable: int
    active: int
    joined: int


@dataclass(frozen=True)
class ProductRow:
    """One product's part of the sales; `sales_fen` is what its lines were paid, shipping apart."""

    product_id: int
    name: str
    quantity: int
    orders: int
    buyers: int
    sales_fen: int
    refund_fen: int


@dataclass(frozen=True)
class ProductTable:
    """The best-selling products; top rows + others + shipping = GMV, to the fen."""

    rows: tuple[ProductRow, ...]
    others_fen: int
    shipping_fen: int
    gmv_fen: int


@dataclass(frozen=True)
class FunnelStep:
    """One step; `from_previous_bp` is None where the step before does not contain it."""

    stage: str
    meaning: str
    people: int
    from_previous_bp: int | None


@dataclass(frozen=True)
class Repeat:
    """Repeat purchase two ways: inside a span, and of those whose first order fell into it, up to now."""

    buyers: int
    repeat_buyers: int
    cohort: int
    cohort_returned: int


@dataclass(frozen=True)
class CohortRow:
    """Customers by month of first order; how many ordered again within 30, 60, 90 days. None: not over yet."""

    month: date
    size: int
    within_30: int | None
    within_60: int | None
    within_90: int | None


@dataclass(frozen=True)
class TreeNode:
    """One part of a change. The children's deltas add up to the node's delta, to the fen."""

    key: str
    name: str
    delta_fen: int
    before: str
    after: str
    children: tuple["TreeNode", ...] = ()


@dataclass(frozen=True)
class Overview:
    """Everything that the first screen shows of one window, from one reading of the lake."""

    window: Window
    as_of: datetime
    position: int
    sales: Sales
    previous_sales: Sales | None
    sales_days: tuple[SalesDay, ...]
    previous_days: tuple[SalesDay, ...]
    audience: Audience
    previous_audience: Audience | None
    audience_days: tuple[DayPoint, ...]
    previous_audience_days: tuple[DayPoint, ...]
    funnel: tuple[FunnelStep, ...]
    products: ProductTable
    repeat: Repeat
    tree: TreeNode | None
