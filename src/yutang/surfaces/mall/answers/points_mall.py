"""The points mall."""

from dataclasses import asdict

from yutang.retention.membership.api import points_of
from yutang.retention.points_mall import api as mall
from yutang.retention.points_mall.contracts import ExchangeFacts, ExchangeWish, ItemFacts
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.schemas.points_mall import ExchangeOut, ExchangesOut, MallItemOut, MallOut

PAGE = 20


def mall_out(customer_id: int | None) -> MallOut:
    """All items."""
    points = _points(customer_id)
    return MallOut(
        points=points,
        signed_in=customer_id is not None,
        items=[_item(one, points if customer_id else None) for one in mall.mall_items(customer_id)],
    )


def item_out(customer_id: int | None, item_id: int) -> MallItemOut:
    """One item."""
    return _item(mall.mall_item(item_id, customer_id), _points(customer_id) if customer_id else None)


def _points(customer_id: int | None) -> int:
    return points_of([customer_id])[customer_id].available if customer_id else 0


def _item(facts: ItemFacts, points: int | None) -> MallItemOut:
    reason = _reason(facts, points)
    names = MallItemOut.model_fields.keys() & asdict(facts).keys()
    values = {name: value for name, value in asdict(facts).items() if name in names}
    values |= {"id": facts.item_id, "picture": media_url(facts.picture) if facts.picture else ""}
    return MallItemOut(**values, available=not reason, reason=reason)


def _reason(facts: ItemFacts, points: int | None) -> str:
    if facts.left is not None and facts.left <= 0:
        return "已兑完"
    if facts.mine >= facts.per_person:
        return f"每人限兑 {facts.per_person} 件，你已兑过"
    if points is not None and points < facts.points:
        return f"还差 {facts.points - points} 积分"
    return ""


def exchange(customer_id: int, item_id: int, expected_points: int, *, key: str) -> ExchangeOut:
    """Give points for an item."""
    return _exchange(mall.exchange(ExchangeWish(customer_id, item_id, key, expected_points)))


def exchanges(customer_id: int, *, before: int | None) -> ExchangesOut:
    """My exchanges."""
    found = mall.exchanges_of(customer_id, limit=PAGE + 1, before=before)
    shown = found[:PAGE]
    return ExchangesOut(
        items=[_exchange(one) for one in shown],
        next_before=shown[-1].exchange_id if len(found) > PAGE else None,
    )


def cancel(customer_id: int, no: str) -> ExchangeOut:
    """Undo an exchange."""
    return _exchange(mall.cancel_exchange(no=no, customer_id=customer_id))


def _exchange(facts: ExchangeFacts) -> ExchangeOut:
    values = {name: value for name, value in asdict(facts).items() if name in ExchangeOut.model_fields}
    return ExchangeOut(**values | {"picture": media_url(facts.picture) if facts.picture else ""})
