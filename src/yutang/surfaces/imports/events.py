"""Facts that only an outside data set knows, kept in the log so that analysis can use them."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class CustomerDescribed(DomainEvent):
    """What the source knows of a household. Bands as the source wrote them; empty when it does not say."""

    name: ClassVar[str] = "imports.customer_described"

    customer_id: int
    age: str
    income: str
    home_ownership: str
    marital_status: str
    household_size: str
    household_comp: str
    kids_count: str

    @property
    def subject(self) -> str:
        """Events of one customer stay in order."""
        return f"customer:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class CampaignMailed(DomainEvent):
    """A household was sent a campaign: the link stands for the mailer."""

    name: ClassVar[str] = "imports.campaign_mailed"

    customer_id: int
    campaign: str
    link_id: int
    starts_on: str
    ends_on: str

    @property
    def subject(self) -> str:
        """Events of one customer stay in order."""
        return f"customer:{self.customer_id}"
