"""Facts that vouchers publishes. Ids and plain values only."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class VouchersIssued(DomainEvent):
    """The rights of an order are in the customer's hands; `ends_on` is the first day on which one of them ends."""

    name: ClassVar[str] = "vouchers.issued"

    order_id: int
    order_no: str
    customer_id: int
    title: str
    vouchers: int
    ends_on: str

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"order:{self.order_id}"


@dataclass(frozen=True, slots=True)
class VoucherRedeemed(DomainEvent):
    """Uses of a voucher were redeemed in a store; offline ones carry the counter's time, corrected."""

    name: ClassVar[str] = "vouchers.redeemed"

    voucher_id: int
    redemption_no: str
    customer_id: int
    order_id: int
    product_id: int
    store_id: int
    staff_id: int
    right_name: str
    uses: int
    left: int
    worth_fen: int
    redeemed_at: str
    is_offline: bool

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"voucher:{self.voucher_id}"


@dataclass(frozen=True, slots=True)
class RedemptionReversed(DomainEvent):
    """A manager took a redemption back on its day; its uses and related sales are as before."""

    name: ClassVar[str] = "vouchers.redemption_reversed"

    voucher_id: int
    redemption_no: str
    customer_id: int
    store_id: int
    uses: int
    reason: str

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"voucher:{self.voucher_id}"


@dataclass(frozen=True, slots=True)
class StoreSaleRecorded(DomainEvent):
    """The customer bought something else when he came for his voucher."""

    name: ClassVar[str] = "vouchers.store_sale_recorded"

    sale_id: int
    voucher_id: int
    redemption_no: str
    customer_id: int
    store_id: int
    staff_id: int
    amount_fen: int
    order_no: str

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"voucher:{self.voucher_id}"


@dataclass(frozen=True, slots=True)
class OfflineConflictFound(DomainEvent):
    """A row of a device's offline list could not be redeemed: somebody has to settle it."""

    name: ClassVar[str] = "vouchers.offline_conflict_found"

    conflict_id: int
    store_id: int
    device_id: int
    reason: str

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"store:{self.store_id}"
