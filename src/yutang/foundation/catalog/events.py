"""Facts the catalogue publishes."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True)
class ProductChanged(DomainEvent):
    """A product was made, edited or deleted; with its new version."""

    name: ClassVar[str] = "catalog.product_changed"

    product_id: int
    product_version: int
    status: str

    @property
    def subject(self) -> str:
        """One story per product."""
        return f"product:{self.product_id}"
