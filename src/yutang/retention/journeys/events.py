"""Facts that journeys publishes."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class JourneyEnded(DomainEvent):
    """A customer left a journey. outcome: finished | exited | failed; step is the one he left at."""

    name: ClassVar[str] = "journeys.journey_ended"

    enrollment_id: int
    journey: str
    journey_version: int
    customer_id: int
    outcome: str
    step: int

    @property
    def subject(self) -> str:
        """One customer's journeys keep their order."""
        return f"customer:{self.customer_id}"
