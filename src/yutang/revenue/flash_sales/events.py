"""Facts that flash sales publish."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class FlashSaleScheduled(DomainEvent):
    """A sale has its goods set aside."""

    name: ClassVar[str] = "flash_sales.sale_scheduled"

    sale_id: int
    starts_at: str
    ends_at: str
    pieces: int

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"flash-sale:{self.sale_id}"


@dataclass(frozen=True, slots=True)
class FlashSaleClosed(DomainEvent):
    """A sale is over; what nobody took went back to ordinary stock. reason: ended | stopped."""

    name: ClassVar[str] = "flash_sales.sale_closed"

    sale_id: int
    reason: str
    sold: int
    given_back: int

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"flash-sale:{self.sale_id}"
