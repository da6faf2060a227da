"""What crosses the border when an order's goods are rights. Reached through contracts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class VirtualDelivery:
    """The rights of a paid order are handed out; money can be asked back until after_sale_until."""

    order_id: int
    after_sale_until: datetime


@dataclass(frozen=True, slots=True)
class UseStanding:
    """Whether rights bought with an order may be used: its money is there and nobody asks for it back.

    paid and refunded: what each line cost, and how many pieces of it and how much money went back, by line id.
    """

    order_id: int
    order_no: str
    is_paid: bool
    is_refunding: bool
    paid: Mapping[int, int] = field(default_factory=dict)
    refunded: Mapping[int, tuple[int, int]] = field(default_factory=dict)
