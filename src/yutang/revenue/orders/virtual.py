"""What crosses the border when an order's goods are rights. Reached through contracts."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class VirtualDelivery:
    """The rights of a paid order are handed out; money can be asked back until after_sale_until."""

    order_id: int
    after_sale_until: datetime


@dataclass(frozen=True, slots=True)
class UseStanding:
    """Whether rights bought with an order may be used: its money is there and nobody asks for it back."""

    order_id: int
    order_no: str
    is_paid: bool
    is_refunding: bool
