"""The timetable of the embedded courier."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: so many hours after the parcel was handed over. {from_city} and {to_city} are filled in."""

    status: str
    hours: int
    is_there: bool
    text: str


ROUTE = (
    Stop("collected", 2, is_there=False, text="快递员已从{from_city}揽收"),
    Stop("in_transit", 8, is_there=False, text="已离开{from_city}转运中心，发往{to_city}"),
    Stop("in_city", 24, is_there=True, text="已到达{to_city}，正在分拣"),
    Stop("delivering", 30, is_there=True, text="{to_city}快递员正在派送，请保持电话畅通"),
    Stop("delivered", 34, is_there=True, text="已签收，感谢使用"),
)
