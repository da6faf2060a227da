"""Stores for pick-up."""

from yutang.surfaces.mall.schemas.shared import Out


class StoreOut(Out):
    """A store; `distance_m` is null unless the caller says where he is."""

    id: int
    no: str
    name: str
    address: str
    phone: str
    hours: str
    latitude: float | None
    longitude: float | None
    pickup_enabled: bool
    distance_m: int | None


class StoresOut(Out):
    """Stores, the nearest first when the place is known."""

    items: list[StoreOut]
