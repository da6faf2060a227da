"""Tables of the stock room."""

from yutang.foundation.inventory.models.location import Location
from yutang.foundation.inventory.models.stock import Stock
from yutang.foundation.inventory.models.stock_move import StockMove

__all__ = ["Location", "Stock", "StockMove"]
