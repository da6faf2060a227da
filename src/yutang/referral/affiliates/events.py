"""Facts that affiliates publishes."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class AffiliateJoined(DomainEvent):
    """Somebody became an active distributor."""

    name: ClassVar[str] = "affiliates.affiliate_joined"

    affiliate_id: int
    customer_id: int
    parent_id: int | None
    mode: str

    @property
    def subject(self) -> str:
        """Events of one distributor are delivered in order."""
        return f"affiliate:{self.affiliate_id}"


@dataclass(frozen=True, slots=True)
class CommissionAccrued(DomainEvent):
    """A payment earned somebody a commission; it is frozen until the after-sale window closes."""

    name: ClassVar[str] = "affiliates.commission_accrued"

    commission_id: int
    affiliate_id: int
    customer_id: int
    buyer_customer_id: int
    order_id: int
    order_no: str
    line_id: int
    level: int
    base_fen: int
    rate_bp: int
    amount_fen: int

    @property
    def subject(self) -> str:
        """Events of one distributor are delivered in order."""
        return f"affiliate:{self.affiliate_id}"


@dataclass(frozen=True, slots=True)
class CommissionClawedBack(DomainEvent):
    """A refund took its exact share of a commission back; debt_fen is what had been withdrawn already."""

    name: ClassVar[str] = "affiliates.commission_clawed_back"

    commission_id: int
    affiliate_id: int
    customer_id: int
    order_id: int
    order_no: str
    clawed_fen: int
    debt_fen: int

    @property
    def subject(self) -> str:
        """Events of one distributor are delivered in order."""
        return f"affiliate:{self.affiliate_id}"


@dataclass(frozen=True, slots=True)
class CommissionReleased(DomainEvent):
    """A commission can be withdrawn; repaid_fen of it went to an old debt."""

    name: ClassVar[str] = "affiliates.commission_released"

    commission_id: int
    affiliate_id: int
    customer_id: int
    order_id: int
    released_fen: int
    repaid_fen: int

    @property
    def subject(self) -> str:
        """Events of one distributor are delivered in order."""
        return f"affiliate:{self.affiliate_id}"


@dataclass(frozen=True, slots=True)
class WithdrawalSettled(DomainEvent):
    """Money arrived at the distributor, or came back to his available balance."""

    name: ClassVar[str] = "affiliates.withdrawal_settled"

    withdrawal_no: str
    affiliate_id: int
    customer_id: int
    amount_fen: int
    status: str

    @property
    def subject(self) -> str:
        """Events of one distributor are delivered in order."""
        return f"affiliate:{self.affiliate_id}"
