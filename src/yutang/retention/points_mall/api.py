"""The door of the points mall."""

from yutang.retention.points_mall.selectors.items import exchanges_of, mall_item, mall_items
from yutang.retention.points_mall.services.exchange import cancel_exchange, exchange
from yutang.retention.points_mall.services.items import create_item, switch_item

__all__ = [
    "cancel_exchange",
    "create_item",
    "exchange",
    "exchanges_of",
    "mall_item",
    "mall_items",
    "switch_item",
]
