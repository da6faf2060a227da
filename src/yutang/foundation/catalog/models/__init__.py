"""Tables of the catalogue."""

from yutang.foundation.catalog.models.category import Category
from yutang.foundation.catalog.models.counted_sale import CountedSale
from yutang.foundation.catalog.models.price_change import PriceChange
from yutang.foundation.catalog.models.product import Product
from yutang.foundation.catalog.models.sku import Sku

__all__ = ["Category", "CountedSale", "PriceChange", "Product", "Sku"]
