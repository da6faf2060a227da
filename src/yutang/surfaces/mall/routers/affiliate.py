"""The distributor's centre."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from yutang.surfaces.mall.answers import affiliate
from yutang.surfaces.mall.caller import (
    Key,
    OptionalKey,
    PathId,
    customer_of,
    freshly_signed_in,
    once,
    signed_in,
)
from yutang.surfaces.mall.schemas.affiliate import (
    ApplyIn,
    CentreOut,
    CommissionDetailOut,
    CommissionsOut,
    PromotablesOut,
    TeamOut,
    WithdrawalOut,
    WithdrawalsOut,
    WithdrawIn,
)
from yutang.surfaces.mall.schemas.shared import In, PageNumber

router = Router(tags=["affiliate"], auth=signed_in)


class PageQuery(In):
    """Which page."""

    page: PageNumber = 1


class CommissionQuery(PageQuery):
    """Which days: 0 means all."""

    days: Annotated[int, Field(ge=0, le=366)] = 0
    status: Literal["all", "frozen", "released", "void"] = "all"


class TeamQuery(PageQuery):
    """Which level and in which order."""

    level: Annotated[int, Field(ge=1, le=2)] = 1
    sort: Literal["earned", "newest"] = "earned"


@router.get("/affiliate", response=CentreOut, operation_id="get_affiliate_centre")
def get_centre(request: HttpRequest) -> CentreOut:
    """What I have earned and when I get it."""
    return affiliate.centre(customer_of(request))


@router.post("/affiliate/apply", response=CentreOut, operation_id="apply_affiliate")
def apply_affiliate(request: HttpRequest, body: ApplyIn, idempotency_key: OptionalKey = None) -> object:
    """Ask to become a distributor; there is no fee."""
    return once(
        request, "affiliate-apply", idempotency_key, lambda: affiliate.apply(customer_of(request), body)
    )


@router.get("/affiliate/commissions", response=CommissionsOut, operation_id="list_commissions")
def list_commissions(request: HttpRequest, query: Query[CommissionQuery]) -> CommissionsOut:
    """Every amount with its formula."""
    return affiliate.commissions(customer_of(request), days=query.days, status=query.status, page=query.page)


@router.get(
    "/affiliate/commissions/{commission_id}", response=CommissionDetailOut, operation_id="get_commission"
)
def get_commission(request: HttpRequest, commission_id: PathId) -> CommissionDetailOut:
    """The whole story of one amount."""
    return affiliate.commission(customer_of(request), commission_id)


@router.get("/affiliate/team", response=TeamOut, operation_id="get_team")
def get_team(request: HttpRequest, query: Query[TeamQuery]) -> TeamOut:
    """My team: two levels."""
    return affiliate.team(customer_of(request), level=query.level, sort=query.sort, page=query.page)


@router.get("/affiliate/promotables", response=PromotablesOut, operation_id="list_promotables")
def list_promotables(request: HttpRequest, query: Query[PageQuery]) -> PromotablesOut:
    """Products worth sharing and what each earns."""
    return affiliate.promotables(customer_of(request), page=query.page)


@router.post(
    "/affiliate/withdrawals",
    response=WithdrawalOut,
    auth=freshly_signed_in,
    operation_id="request_withdrawal",
)
def request_withdrawal(request: HttpRequest, body: WithdrawIn, idempotency_key: Key) -> object:
    """Take money out; never more than is available."""
    return once(
        request,
        "withdrawals",
        idempotency_key,
        lambda: affiliate.withdraw(customer_of(request), body.amount_fen, key=idempotency_key),
    )


@router.get("/affiliate/withdrawals", response=WithdrawalsOut, operation_id="list_withdrawals")
def list_withdrawals(request: HttpRequest, query: Query[PageQuery]) -> WithdrawalsOut:
    """My withdrawals."""
    return affiliate.withdrawals(customer_of(request), page=query.page)


@router.get(
    "/affiliate/poster/{product_id}.png",
    response={200: bytes},
    operation_id="get_poster",
    openapi_extra={
        "responses": {200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}}
    },
)
def get_poster(request: HttpRequest, product_id: PathId) -> HttpResponse:
    """My poster of a product: 750 × 1334 with a QR code of my link."""
    return affiliate.poster(customer_of(request), product_id)
