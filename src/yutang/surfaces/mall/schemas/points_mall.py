"""The points mall."""

from typing import Annotated, Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.shared import In, Moment, Out


class MallItemOut(Out):
    """Something for points; `reason` says why it cannot be had now."""

    id: int
    title: str
    subtitle: str
    kind: Literal["coupon", "goods", "bonus"]
    points: int
    cash_fen: int
    worth_fen: int
    amount_fen: int
    picture: str
    tint: str
    description: str
    product_id: int | None
    per_person: int
    mine: int
    left: int | None
    taken: int
    ends_at: Moment | None
    available: bool
    reason: str


class MallOut(Out):
    """My points and what they bring."""

    points: int
    signed_in: bool
    items: list[MallItemOut]


class ExchangeIn(In):
    """At the points I saw."""

    expected_points: Annotated[int, Field(ge=1, le=10**8)]


class ExchangeOut(Out):
    """One exchange."""

    no: str
    item_id: int
    title: str
    kind: Literal["coupon", "goods", "bonus"]
    points: int
    picture: str
    tint: str
    status: Literal["done", "cancelled"]
    status_text: str
    product_id: int | None
    at: Moment
    can_cancel: bool


class ExchangesOut(Out):
    """My exchanges, newest first."""

    items: list[ExchangeOut]
    next_before: int | None
