"""Who may see and do what: one table of roles and areas, and the stores that a member of staff may look into."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from yutang.foundation.org.api import data_scope
from yutang.foundation.org.contracts import StaffRole

VIEW, CHANGE = "view", "change"
_ALL = frozenset({VIEW, CHANGE})
_SEE = frozenset({VIEW})

# Areas follow the navigation; "private" is unmasking, "settings" is what changes how the house works.
_OPERATOR = dict.fromkeys(
    (
        "overview",
        "acquire",
        "offers",
        "retain",
        "refer",
        "goods",
        "stock",
        "orders",
        "customers",
        "data",
        "appeals",
    ),
    _ALL,
)
_RIGHTS: Mapping[str, Mapping[str, frozenset[str]]] = {
    StaffRole.HQ_OPERATOR: {**_OPERATOR, "private": _ALL, "money": _SEE, "org": _SEE},
    StaffRole.FINANCE: {
        "overview": _ALL,
        "orders": _SEE,
        "customers": _SEE,
        "refer": _ALL,
        "money": _ALL,
        "data": _ALL,
        "org": _SEE,
    },
    StaffRole.REGION_MANAGER: {
        "overview": _ALL,
        "goods": _SEE,
        "stock": _ALL,
        "orders": _ALL,
        "customers": _ALL,
        "org": _SEE,
    },
    StaffRole.STORE_MANAGER: {
        "overview": _ALL,
        "goods": _SEE,
        "stock": _ALL,
        "orders": _ALL,
        "customers": _ALL,
        "private": _ALL,
        "org": _SEE,
    },
    StaffRole.GUIDE: {"overview": _SEE, "goods": _SEE, "stock": _SEE, "orders": _SEE, "customers": _SEE},
}


def may(user: Any, area: str, act: str) -> bool:
    """Whether this member of staff may `act` (view, change) in this area; head-office administrators may all."""
    if not (user.is_active and user.is_staff):
        return False
    if user.is_superuser or user.role == StaffRole.HQ_ADMIN:
        return True
    return act in _RIGHTS.get(user.role, {}).get(area, frozenset())


def visible_stores(request: HttpRequest) -> frozenset[int] | None:
    """Ids of the stores whose rows this request may show; None means all."""
    if not hasattr(request, "_visible_stores"):
        request._visible_stores = data_scope(request.user).store_ids  # type: ignore[attr-defined]
    stores: frozenset[int] | None = request._visible_stores  # type: ignore[attr-defined]
    return stores


def actor_of(request: HttpRequest) -> str:
    """How audit entries name who is logged in."""
    return f"staff:{request.user.pk}"


def place_of(request: HttpRequest) -> str:
    """Where this member of staff stands, for the corner of the page."""
    staff: Any = request.user
    if staff.store_id is not None:
        return str(staff.store.name)
    if staff.region_id is not None:
        return str(staff.region.name)
    return "总部"
