"""What other modules may know about the organisation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class StaffRole(StrEnum):
    """What somebody does here."""

    HQ_ADMIN = "hq_admin"
    HQ_OPERATOR = "hq_operator"
    FINANCE = "finance"
    REGION_MANAGER = "region_manager"
    STORE_MANAGER = "store_manager"
    GUIDE = "guide"


ROLE_LABELS: Mapping[StaffRole, str] = {
    StaffRole.HQ_ADMIN: "总部管理员",
    StaffRole.HQ_OPERATOR: "总部运营",
    StaffRole.FINANCE: "财务",
    StaffRole.REGION_MANAGER: "区域经理",
    StaffRole.STORE_MANAGER: "店长",
    StaffRole.GUIDE: "导购",
}


@dataclass(frozen=True)
class BrandFacts:
    """What every surface shows of the brand."""

    name: str
    slogan: str
    logo: str
    brand_color: str
    service_phone: str
    policy: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class RegionFacts:
    """A group of stores under one manager."""

    region_id: int
    code: str
    name: str


@dataclass(frozen=True)
class StoreFacts:
    """A store as customers and other modules see it; lat and lng are degrees or None."""

    store_id: int
    no: str
    name: str
    region_id: int
    region_name: str
    address: str
    lat: float | None
    lng: float | None
    hours: str
    phone: str
    pickup_enabled: bool
    is_active: bool


@dataclass(frozen=True)
class StaffFacts:
    """Somebody who works here, without his password."""

    staff_id: int
    username: str
    display_name: str
    role: StaffRole
    store_id: int | None
    region_id: int | None
    avatar: str
    is_active: bool


@dataclass(frozen=True)
class Scope:
    """Which stores' data a member of staff may see; None means every store."""

    store_ids: frozenset[int] | None

    def covers(self, store_id: int | None) -> bool:
        """Head office sees everything; others only rows of their own stores."""
        return self.store_ids is None or (store_id is not None and store_id in self.store_ids)


@dataclass(frozen=True)
class NewStore:
    """A store to open or to import; `no` is the brand's own number and identifies it."""

    no: str
    name: str
    region_code: str
    region_name: str = ""
    address: str = ""
    lat: float | None = None
    lng: float | None = None
    hours: str = ""
    phone: str = ""
    pickup_enabled: bool = True
    is_active: bool = True


@dataclass(frozen=True)
class NewStaff:
    """A log-in to make; guides and managers carry a store, region managers a region.

    Where many log-ins share a password (a demonstration), `password_hash` saves hashing it for each.
    """

    username: str
    password: str
    display_name: str
    role: StaffRole
    store_id: int | None = None
    region_id: int | None = None
    avatar: str = ""
    joined_at: datetime | None = None
    password_hash: str = ""


@dataclass(frozen=True)
class StaffChanges:
    """What to change of a log-in; None leaves a field as it is."""

    display_name: str | None = None
    role: StaffRole | None = None
    store_id: int | None = None
    region_id: int | None = None
    avatar: str | None = None
    is_active: bool | None = None
    password: str | None = None
