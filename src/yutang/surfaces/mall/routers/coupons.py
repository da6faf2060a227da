"""Coupons."""

from django.http import HttpRequest
from ninja import Query, Router

from yutang.surfaces.mall.answers import coupons
from yutang.surfaces.mall.caller import Key, customer_of, customer_or_none, once, signed_in
from yutang.surfaces.mall.schemas.coupons import (
    CouponCodeIn,
    CouponOut,
    CouponsOut,
    CouponTab,
    LandingOut,
    TakeableCouponsOut,
    TakeByLinkIn,
    TakeIn,
)
from yutang.surfaces.mall.schemas.shared import Id, In

router = Router(tags=["coupons"])


class CouponQuery(In):
    """Which tab."""

    status: CouponTab = "available"


class TakeableQuery(In):
    """For which product; none means the coupon centre."""

    product_id: Id | None = None


class LandingQuery(In):
    """Which coupon."""

    template_id: Id


@router.get("/coupons", response=CouponsOut, auth=signed_in, operation_id="list_coupons")
def list_coupons(request: HttpRequest, query: Query[CouponQuery]) -> CouponsOut:
    """My coupons."""
    return coupons.mine(customer_of(request), query.status)


@router.get("/coupons/takeable", response=TakeableCouponsOut, operation_id="list_takeable_coupons")
def list_takeable_coupons(request: HttpRequest, query: Query[TakeableQuery]) -> TakeableCouponsOut:
    """Coupons that can be taken."""
    return coupons.takeable(customer_or_none(request), query.product_id)


@router.post("/coupons/take", response=CouponOut, auth=signed_in, operation_id="take_coupon")
def take_coupon(request: HttpRequest, body: TakeIn, idempotency_key: Key) -> object:
    """Take a coupon, within its count and the limit for one person."""
    return once(
        request,
        "coupons-take",
        idempotency_key,
        lambda: coupons.take(customer_of(request), body.template_code),
    )


@router.post("/coupons/redeem", response=CouponOut, auth=signed_in, operation_id="redeem_coupon_code")
def redeem_coupon_code(request: HttpRequest, body: CouponCodeIn, idempotency_key: Key) -> object:
    """Turn a code into a coupon, once; ten tries in ten minutes."""
    return once(
        request, "coupons-redeem", idempotency_key, lambda: coupons.redeem(customer_of(request), body.code)
    )


@router.get("/coupons/landing", response=LandingOut, operation_id="show_coupon_landing")
def show_coupon_landing(request: HttpRequest, query: Query[LandingQuery]) -> LandingOut:
    """The coupon that a link leads to."""
    return coupons.landing(query.template_id, customer_or_none(request))


@router.post("/coupons/take-by-link", response=CouponOut, auth=signed_in, operation_id="take_coupon_by_link")
def take_coupon_by_link(request: HttpRequest, body: TakeByLinkIn, idempotency_key: Key) -> object:
    """Take the coupon of a link, also one that no page shows."""
    return once(
        request,
        "coupons-link",
        idempotency_key,
        lambda: coupons.take_by_link(customer_of(request), body.link),
    )
