"""Coupons: mine and those that can be taken."""

from typing import Annotated, Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.products import TakeableCouponOut
from yutang.surfaces.mall.schemas.shared import In, Moment, Out

CouponTab = Literal["available", "used", "expired"]


class CouponOut(Out):
    """One coupon of mine."""

    code: str
    title: str
    amount_fen: int
    threshold_fen: int
    threshold_text: str
    scope_text: str
    status: Literal["available", "held", "used", "expired", "void"]
    valid_from: Moment
    valid_until: Moment
    days_left: int | None
    order_no: str | None
    source_text: str
    kind: str = "cash"
    face: str = ""
    uses_total: int = 1
    uses_left: int = 1
    starts_later: bool = False


class CouponsOut(Out):
    """My coupons of one state, the one that ends first at the top."""

    items: list[CouponOut]
    counts: dict[str, int]


class TakeableCouponsOut(Out):
    """Coupons of the coupon centre."""

    items: list[TakeableCouponOut]


class TakeIn(In):
    """Take one coupon."""

    template_code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z_-]+$")]


class CouponCodeIn(In):
    """A code from paper or a message; dashes, spaces and case do not matter."""

    code: Annotated[str, Field(min_length=8, max_length=40, pattern=r"^[0-9A-Za-z -]+$")]


class LandingOut(Out):
    """The coupon that a link leads to; `mine` is the one this customer took, when he has one."""

    coupon: TakeableCouponOut
    mine: CouponOut | None


class TakeByLinkIn(In):
    """Take the coupon that an opened link leads to."""

    link: Annotated[str, Field(min_length=4, max_length=32, pattern=r"^[0-9A-Za-z_-]+$")]
