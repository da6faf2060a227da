"""Facts that links publishes."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class LinkOpened(DomainEvent):
    """A device opened a link; customer_id is known only when somebody was signed in."""

    name: ClassVar[str] = "links.link_opened"

    touch_id: int
    link_id: int
    visitor_id: str
    customer_id: int | None
    parent_touch_id: int | None
    carrier: str
    target_kind: str
    target_id: int
    channel: str
    campaign: str
    owner_kind: str
    owner_id: int
    is_own: bool

    @property
    def subject(self) -> str:
        """Events of one subject are delivered in order."""
        return f"link:{self.link_id}"


@dataclass(frozen=True, slots=True)
class TouchesClaimed(DomainEvent):
    """A visitor turned out to be this customer."""

    name: ClassVar[str] = "links.touches_claimed"

    customer_id: int
    visitor_id: str
    touch_ids: tuple[int, ...]

    @property
    def subject(self) -> str:
        """Events of one subject are delivered in order."""
        return f"customer:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class CustomerBound(DomainEvent):
    """A customer was bound to a guide or a distributor."""

    name: ClassVar[str] = "links.customer_bound"

    customer_id: int
    kind: str
    holder_id: int
    link_id: int | None
    touch_id: int | None
    previous_holder_id: int | None

    @property
    def subject(self) -> str:
        """Events of one subject are delivered in order."""
        return f"customer:{self.customer_id}"
