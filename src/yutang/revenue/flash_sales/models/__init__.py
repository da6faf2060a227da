"""Tables of flash sales."""

from yutang.revenue.flash_sales.models.item import FlashItem
from yutang.revenue.flash_sales.models.sale import FlashSale
from yutang.revenue.flash_sales.models.taking import FlashTaking

__all__ = ["FlashItem", "FlashSale", "FlashTaking"]
