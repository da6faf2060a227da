"""Lotteries."""

# ruff: noqa: ARG001  (ninja hands every endpoint its request)

from django.http import HttpRequest
from ninja import Query, Router

from yutang.surfaces.mall.answers import lottery
from yutang.surfaces.mall.caller import (
    Key,
    OptionalKey,
    PathCode,
    PathId,
    customer_of,
    customer_or_none,
    signed_in,
)
from yutang.surfaces.mall.schemas.lottery import (
    DrawIn,
    DrawOut,
    DrawsOut,
    LotteriesOut,
    LotteryOut,
    PrizeAddressIn,
)
from yutang.surfaces.mall.schemas.shared import Id, In

router = Router(tags=["lottery"])


class DrawsQuery(In):
    """Where the page begins."""

    before: Id | None = None


@router.get("/lotteries", response=LotteriesOut, operation_id="list_lotteries")
def list_lotteries(request: HttpRequest) -> LotteriesOut:
    """What runs now."""
    return lottery.lotteries()


@router.get("/lotteries/{no}", response=LotteryOut, operation_id="get_lottery")
def get_lottery(request: HttpRequest, no: PathCode) -> LotteryOut:
    """A lottery with its odds, its rules, and what I may still do."""
    return lottery.lottery_out(customer_or_none(request), no)


@router.post("/lotteries/{no}/draw", response=DrawOut, auth=signed_in, operation_id="draw_lottery")
def draw_lottery(request: HttpRequest, no: PathCode, body: DrawIn, idempotency_key: Key) -> DrawOut:
    """Draw once; the same key is the same draw."""
    return lottery.draw(customer_of(request), no, body.pay_with, key=idempotency_key)


@router.get("/lotteries/{no}/draws", response=DrawsOut, auth=signed_in, operation_id="list_draws")
def list_draws(request: HttpRequest, no: PathCode, query: Query[DrawsQuery]) -> DrawsOut:
    """My draws in this lottery."""
    return lottery.draws(customer_of(request), no, only_won=False, before=query.before)


@router.get("/prizes", response=DrawsOut, auth=signed_in, operation_id="list_prizes")
def list_prizes(request: HttpRequest, query: Query[DrawsQuery]) -> DrawsOut:
    """What I have won, in every lottery."""
    return lottery.draws(customer_of(request), "", only_won=True, before=query.before)


@router.post("/prizes/{draw_id}/address", response=DrawOut, auth=signed_in, operation_id="give_prize_address")
def give_prize_address(
    request: HttpRequest, draw_id: PathId, body: PrizeAddressIn, idempotency_key: OptionalKey = None
) -> DrawOut:
    """Say where a prize goes; until it is shipped this can be changed."""
    return lottery.give_address(customer_of(request), draw_id, body.address_id)
