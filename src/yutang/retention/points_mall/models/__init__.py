"""Tables of the points mall."""

from yutang.retention.points_mall.models.exchange import Exchange
from yutang.retention.points_mall.models.item import Item

__all__ = ["Exchange", "Item"]
