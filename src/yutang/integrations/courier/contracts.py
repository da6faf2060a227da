"""What the embedded courier tells and wants to know."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WaybillFacts:
    waybill_no: str
    carrier: str
    status: str
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class CourierEvent:
    """One sentence about one parcel. status: collected | in_transit | in_city | delivering | delivered."""

    waybill_no: str
    sequence: int
    status: str
    city: str
    text: str
    happened_at: datetime
