"""Facts the customer book publishes."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True)
class CustomerRegistered(DomainEvent):
    """Somebody signed in for the first time."""

    name: ClassVar[str] = "customers.customer_registered"

    customer_id: int
    source_link_id: int | None
    home_store_id: int | None

    @property
    def subject(self) -> str:
        """One story per customer."""
        return f"customer:{self.customer_id}"


@dataclass(frozen=True)
class ConsentChanged(DomainEvent):
    """A customer gave or withdrew a consent."""

    name: ClassVar[str] = "customers.consent_changed"

    customer_id: int
    purpose: str
    granted: bool

    @property
    def subject(self) -> str:
        """One story per customer."""
        return f"customer:{self.customer_id}"


@dataclass(frozen=True)
class CustomerErased(DomainEvent):
    """A customer's personal data is gone; whoever keeps more of it must let go too."""

    name: ClassVar[str] = "customers.customer_erased"

    customer_id: int

    @property
    def subject(self) -> str:
        """One story per customer."""
        return f"customer:{self.customer_id}"
