"""The member centre: level, points, check-in, cards."""

from django.http import HttpRequest
from ninja import Query, Router

from yutang.surfaces.mall.answers import membership
from yutang.surfaces.mall.caller import PathCode, customer_of, signed_in
from yutang.surfaces.mall.schemas.membership import (
    CardsOut,
    CardUsesOut,
    CheckedInOut,
    CheckInOut,
    FrozenPointsListOut,
    GrowthLinesOut,
    MemberCentreOut,
    PointsEntriesOut,
    PointsOut,
)
from yutang.surfaces.mall.schemas.shared import Id, In

router = Router(tags=["membership"], auth=signed_in)


class CursorQuery(In):
    """The id of the last line of the page before; none means from the newest."""

    before: Id | None = None


@router.get("/member", response=MemberCentreOut, operation_id="get_member_centre")
def get_member_centre(request: HttpRequest) -> MemberCentreOut:
    """My level, points, check-in and card."""
    return membership.centre(customer_of(request))


@router.get("/member/growth", response=GrowthLinesOut, operation_id="list_growth")
def list_growth(request: HttpRequest, query: Query[CursorQuery]) -> GrowthLinesOut:
    """How my growth came to be."""
    return membership.growth(customer_of(request), query.before)


@router.get("/points", response=PointsOut, operation_id="get_points")
def get_points(request: HttpRequest) -> PointsOut:
    """What points I have and what they are worth."""
    return membership.points(customer_of(request))


@router.get("/points/entries", response=PointsEntriesOut, operation_id="list_points_entries")
def list_points_entries(request: HttpRequest, query: Query[CursorQuery]) -> PointsEntriesOut:
    """How my points came to be."""
    return membership.points_entries(customer_of(request), query.before)


@router.get("/points/frozen", response=FrozenPointsListOut, operation_id="list_frozen_points")
def list_frozen_points(request: HttpRequest) -> FrozenPointsListOut:
    """Points on their way."""
    return membership.frozen(customer_of(request))


@router.get("/check-in", response=CheckInOut, operation_id="get_check_in")
def get_check_in(request: HttpRequest) -> CheckInOut:
    """My streak and the days around today."""
    return membership.calendar(customer_of(request))


@router.post("/check-in", response=CheckedInOut, operation_id="check_in")
def check_in(request: HttpRequest) -> CheckedInOut:
    """Check in, once a day; a second time answers what the first brought."""
    return membership.check_in(customer_of(request))


@router.get("/member-cards", response=CardsOut, operation_id="list_member_cards")
def list_member_cards(request: HttpRequest) -> CardsOut:
    """Paid cards: for sale, and mine."""
    return membership.cards(customer_of(request))


@router.get("/member-cards/{card_no}/uses", response=CardUsesOut, operation_id="list_card_uses")
def list_card_uses(request: HttpRequest, card_no: PathCode) -> CardUsesOut:
    """What my card saved, use by use."""
    return membership.card_uses(customer_of(request), card_no)
