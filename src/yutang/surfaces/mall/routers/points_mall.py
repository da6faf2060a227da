"""The points mall."""

# ruff: noqa: ARG001  (the schema asks for a key that an act may not need)

from django.http import HttpRequest
from ninja import Query, Router

from yutang.surfaces.mall.answers import points_mall
from yutang.surfaces.mall.caller import (
    Key,
    OptionalKey,
    PathCode,
    PathId,
    customer_of,
    customer_or_none,
    signed_in,
)
from yutang.surfaces.mall.schemas.points_mall import (
    ExchangeIn,
    ExchangeOut,
    ExchangesOut,
    MallItemOut,
    MallOut,
)
from yutang.surfaces.mall.schemas.shared import Id, In

router = Router(tags=["points-mall"])


class ExchangesQuery(In):
    """Where the page begins."""

    before: Id | None = None


@router.get("/points-mall", response=MallOut, operation_id="get_points_mall")
def get_points_mall(request: HttpRequest) -> MallOut:
    """What points bring; with mine when I am signed in."""
    return points_mall.mall_out(customer_or_none(request))


@router.get("/points-mall/exchanges", response=ExchangesOut, auth=signed_in, operation_id="list_exchanges")
def list_exchanges(request: HttpRequest, query: Query[ExchangesQuery]) -> ExchangesOut:
    """My exchanges."""
    return points_mall.exchanges(customer_of(request), before=query.before)


@router.post(
    "/points-mall/exchanges/{no}/cancel",
    response=ExchangeOut,
    auth=signed_in,
    operation_id="cancel_exchange",
)
def cancel_exchange(request: HttpRequest, no: PathCode, idempotency_key: OptionalKey = None) -> ExchangeOut:
    """Undo an exchange whose coupon was not used; the points come back."""
    return points_mall.cancel(customer_of(request), no)


@router.get("/points-mall/items/{item_id}", response=MallItemOut, operation_id="get_mall_item")
def get_mall_item(request: HttpRequest, item_id: PathId) -> MallItemOut:
    """One item."""
    return points_mall.item_out(customer_or_none(request), item_id)


@router.post(
    "/points-mall/items/{item_id}/exchange",
    response=ExchangeOut,
    auth=signed_in,
    operation_id="exchange_points",
)
def exchange_points(
    request: HttpRequest, item_id: PathId, body: ExchangeIn, idempotency_key: Key
) -> ExchangeOut:
    """Give points for an item; the same key does so once."""
    return points_mall.exchange(customer_of(request), item_id, body.expected_points, key=idempotency_key)
