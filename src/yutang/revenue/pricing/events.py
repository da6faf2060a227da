"""Facts that pricing publishes."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class CouponIssued(DomainEvent):
    """A customer has a new coupon."""

    name: ClassVar[str] = "pricing.coupon_issued"
    version: ClassVar[int] = 2

    customer_id: int
    code: str
    template_code: str
    title: str
    amount_fen: int
    threshold_fen: int
    valid_until: str
    source: str
    worth: str = ""
    tell: bool = False

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"customer:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class CouponUsed(DomainEvent):
    """A coupon was used by an order that is paid."""

    name: ClassVar[str] = "pricing.coupon_used"

    customer_id: int
    code: str
    template_code: str
    order_no: str
    amount_fen: int

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"customer:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class CouponReturned(DomainEvent):
    """A refund brought uses of a coupon back; is_usable tells whether its time still lasts."""

    name: ClassVar[str] = "pricing.coupon_returned"

    customer_id: int
    code: str
    template_code: str
    title: str
    order_no: str
    uses: int
    valid_until: str
    is_usable: bool

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"customer:{self.customer_id}"
