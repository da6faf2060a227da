"""Facts that the wallet publishes."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class WalletToppedUp(DomainEvent):
    """Money was paid in; the bonus came with it."""

    name: ClassVar[str] = "wallet.topped_up"

    customer_id: int
    purchase_no: str
    pay_fen: int
    bonus_fen: int

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"customer:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class WalletSpent(DomainEvent):
    """An order was paid from a wallet; a part that came back has negative amounts."""

    name: ClassVar[str] = "wallet.spent"

    customer_id: int
    order_no: str
    gift_fen: int
    principal_fen: int
    bonus_fen: int

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"customer:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class GiftCardBought(DomainEvent):
    """Somebody bought an electronic gift card."""

    name: ClassVar[str] = "wallet.gift_card_bought"

    customer_id: int
    purchase_no: str
    card_id: int
    face_fen: int

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"customer:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class GiftCardClaimed(DomainEvent):
    """A gift card came into a wallet. buyer_id is None for a printed card."""

    name: ClassVar[str] = "wallet.gift_card_claimed"

    customer_id: int
    card_id: int
    face_fen: int
    buyer_id: int | None

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"customer:{self.customer_id}"
