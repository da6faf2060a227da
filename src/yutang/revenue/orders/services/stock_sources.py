"""Stock that a higher room keeps for its own orders: an allotment of a flash sale."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

_sources: dict[str, "StockSource"] = {}


class StockSource(Protocol):
    """Where some orders take their goods from, and where these go when nobody pays.

    Each is called inside the caller's transaction, after the orders are locked and before stock is.
    """

    def take_back(self, order_ids: Collection[int]) -> None:
        """Take the goods of unpaid orders that are closed now, as far as they came from here; the rest becomes free."""

    def take_again(self, order_id: int) -> bool | None:
        """Give goods to a closed order that was paid late; False when there are none, None when it is not from here."""

    def held(self) -> Mapping[tuple[int, int], int]:
        """What is kept for orders to come, by (location, SKU)."""


def register_source(name: str, source: StockSource) -> None:
    """Let a higher room keep stock for its own orders. The last one registered under a name wins."""
    _sources[name] = source


def take_back(order_ids: Sequence[int]) -> None:
    """Let every source take back what is its own of these closed orders."""
    for source in _sources.values():
        source.take_back(order_ids)


def take_again(order_id: int) -> bool | None:
    """Ask the source of an order for its goods again; None when it came from ordinary stock."""
    answers = (source.take_again(order_id) for source in _sources.values())
    return next((answer for answer in answers if answer is not None), None)


def kept_by_sources() -> dict[tuple[int, int], int]:
    """What all sources keep for orders to come."""
    kept: dict[tuple[int, int], int] = {}
    for source in _sources.values():
        for key, quantity in source.held().items():
            kept[key] = kept.get(key, 0) + quantity
    return kept
