"""The door of the stock room."""

from yutang.foundation.inventory.contracts import (
    HoldAnswer,
    HoldPass,
    LocationFacts,
    LocationKind,
    MoveKind,
    StockCount,
    StockMismatch,
    StockWant,
)
from yutang.foundation.inventory.selectors.availability import (
    available,
    available_by_location,
    held_quantities,
    shipped_by_refs,
)
from yutang.foundation.inventory.selectors.locations import locations
from yutang.foundation.inventory.selectors.open_holds import open_holds
from yutang.foundation.inventory.services.count_stock import count_stock
from yutang.foundation.inventory.services.create_location import (
    create_location,
    default_location_id,
    location_of_store,
)
from yutang.foundation.inventory.services.hold_many import hold_many
from yutang.foundation.inventory.services.import_stock import import_stock
from yutang.foundation.inventory.services.pass_holds import pass_holds
from yutang.foundation.inventory.services.receive import receive
from yutang.foundation.inventory.services.release_many import release_many
from yutang.foundation.inventory.services.return_many import return_many
from yutang.foundation.inventory.services.ship_many import ship_many

__all__ = [
    "HoldAnswer",
    "HoldPass",
    "LocationFacts",
    "LocationKind",
    "MoveKind",
    "StockCount",
    "StockMismatch",
    "StockWant",
    "available",
    "available_by_location",
    "count_stock",
    "create_location",
    "default_location_id",
    "held_quantities",
    "hold_many",
    "import_stock",
    "location_of_store",
    "locations",
    "open_holds",
    "pass_holds",
    "receive",
    "release_many",
    "return_many",
    "ship_many",
    "shipped_by_refs",
]
