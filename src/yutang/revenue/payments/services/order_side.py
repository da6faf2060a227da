"""What the rooms above know about the money of their orders."""

from collections.abc import Callable, Sequence

type OrderSide = Callable[[Sequence[str]], Sequence[str]]
"""Given order numbers whose payment is settled, return those that do not know of it; constant statements."""

_sides: dict[str, OrderSide] = {}


def register_order_side(name: str, side: OrderSide) -> None:
    """Ask `side` in every reconciliation which orders miss their money. The last one under a name wins."""
    _sides[name] = side


def unpaid_among(order_nos: Sequence[str]) -> set[str]:
    """Return the orders that every side agrees are not paid."""
    return {no for side in _sides.values() for no in side(order_nos)} if order_nos else set()
