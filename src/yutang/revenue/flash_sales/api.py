"""The door of flash sales."""

from yutang.revenue.flash_sales.rules import not_open, over_limit, sold_out, unknown_item
from yutang.revenue.flash_sales.selectors.board import board
from yutang.revenue.flash_sales.selectors.sales import my_takings, progress_of, sale_facts, sales_to_show
from yutang.revenue.flash_sales.services.close_sales import close_ended_sales, stop_sale
from yutang.revenue.flash_sales.services.mark_paid import mark_paid
from yutang.revenue.flash_sales.services.save_sale import change_sale, schedule_sale
from yutang.revenue.flash_sales.services.take_many import take_many

__all__ = [
    "board",
    "change_sale",
    "close_ended_sales",
    "mark_paid",
    "my_takings",
    "not_open",
    "over_limit",
    "progress_of",
    "sale_facts",
    "sales_to_show",
    "schedule_sale",
    "sold_out",
    "stop_sale",
    "take_many",
    "unknown_item",
]
