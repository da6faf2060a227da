"""Facts that membership publishes."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class PointsExpired(DomainEvent):
    """Points of a member ended unspent."""

    name: ClassVar[str] = "membership.points_expired"

    customer_id: int
    points: int
    left: int

    @property
    def subject(self) -> str:
        """Events of one member are delivered in order."""
        return f"member:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class LevelChanged(DomainEvent):
    """A member rose or fell. why: growth | refund | yearly | levels (the table of levels was changed)."""

    name: ClassVar[str] = "membership.level_changed"

    customer_id: int
    before: int
    after: int
    level_name: str
    growth: int
    why: str

    @property
    def subject(self) -> str:
        """Events of one member are delivered in order."""
        return f"member:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class CheckedIn(DomainEvent):
    """A member checked in; the streak counts this day."""

    name: ClassVar[str] = "membership.checked_in"

    customer_id: int
    day: str
    streak: int
    points: int
    reward_coupon: str = ""

    @property
    def subject(self) -> str:
        """Events of one member are delivered in order."""
        return f"member:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class CardOpened(DomainEvent):
    """A paid card began, or the next one in line was bought."""

    name: ClassVar[str] = "membership.card_opened"

    customer_id: int
    card_no: str
    card_name: str
    order_no: str
    paid_fen: int
    starts_at: str
    ends_at: str

    @property
    def subject(self) -> str:
        """Events of one member are delivered in order."""
        return f"member:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class CardEnded(DomainEvent):
    """A card is over. how: expired | refunded."""

    name: ClassVar[str] = "membership.card_ended"

    customer_id: int
    card_no: str
    card_name: str
    saved_fen: int
    how: str

    @property
    def subject(self) -> str:
        """Events of one member are delivered in order."""
        return f"member:{self.customer_id}"
