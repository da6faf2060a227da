"""What flash sales register at start."""

from yutang.revenue.flash_sales.services.stock_source import AllotmentSource
from yutang.revenue.orders.api import register_source

register_source("flash_sales", AllotmentSource())
