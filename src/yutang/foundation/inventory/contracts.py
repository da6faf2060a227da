"""What other modules may say to the stock room and hear from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from yutang.kernel.errors import Conflict


class LocationKind(StrEnum):
    """What kind of place goods lie in."""

    WAREHOUSE = "warehouse"
    STORE = "store"


class MoveKind(StrEnum):
    """Why a stock row changed."""

    INITIAL = "initial"
    HOLD = "hold"
    RELEASE = "release"
    SHIP = "ship"
    RETURN = "return"
    RECEIVE = "receive"
    WRITE_OFF = "write_off"


KIND_LABELS: Mapping[LocationKind, str] = {LocationKind.WAREHOUSE: "仓库", LocationKind.STORE: "门店"}
MOVE_LABELS: Mapping[MoveKind, str] = {
    MoveKind.INITIAL: "期初",
    MoveKind.HOLD: "占用",
    MoveKind.RELEASE: "释放",
    MoveKind.SHIP: "出库",
    MoveKind.RETURN: "退回入库",
    MoveKind.RECEIVE: "入库",
    MoveKind.WRITE_OFF: "盘亏",
}


class StockWant(NamedTuple):
    """So many of one SKU at one location, for one reference (an order number)."""

    location_id: int
    sku_id: int
    quantity: int
    ref: str


class HoldPass(NamedTuple):
    """So many of one SKU at one location, from what one reference holds to another."""

    location_id: int
    sku_id: int
    quantity: int
    from_ref: str
    to_ref: str


@dataclass(frozen=True, slots=True)
class HoldAnswer:
    """Whether the want is held; true in a condition when it is.

    Wants of one reference stand or fall together: `is_short` marks the ones that made it fail, and
    `available` is what was left for them.
    """

    is_held: bool
    is_short: bool
    available: int

    def __bool__(self) -> bool:
        return self.is_held


class StockCount(NamedTuple):
    """What lies at a location when its book is opened."""

    location_id: int
    sku_id: int
    on_hand: int


@dataclass(frozen=True, slots=True)
class LocationFacts:
    """A place where goods lie."""

    location_id: int
    code: str
    kind: LocationKind
    store_id: int | None
    name: str


class StockMismatch(Conflict):
    """More was to leave or come back than the reference holds or had shipped."""

    def __init__(self, *, code: str, message: str, want: StockWant, open_quantity: int) -> None:
        super().__init__(
            code,
            message,
            field="quantity",
            ref=want.ref,
            sku_id=want.sku_id,
            quantity=want.quantity,
            open_quantity=open_quantity,
        )
