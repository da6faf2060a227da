"""Facts that reach publishes."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class MessageSent(DomainEvent):
    """A customer has a new message in the message centre."""

    name: ClassVar[str] = "reach.message_sent"

    message_id: int
    customer_id: int
    template: str
    kind: str

    @property
    def subject(self) -> str:
        """One customer's messages keep their order."""
        return f"customer:{self.customer_id}"
