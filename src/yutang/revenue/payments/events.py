"""Facts that payments publishes."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class PaymentParked(DomainEvent):
    """A notification was genuine but did not fit our books; a person has to look at it."""

    name: ClassVar[str] = "payments.payment_parked"

    payment_no: str
    order_no: str
    expected_fen: int
    received_fen: int
    reason: str

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"payment:{self.payment_no}"


@dataclass(frozen=True, slots=True)
class PayoutSettled(DomainEvent):
    """Money to a person outside arrived, or could not be sent."""

    name: ClassVar[str] = "payments.payout_settled"

    payout_no: str
    key: str
    payee: str
    amount_fen: int
    status: str
    failure: str

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"payout:{self.payout_no}"
