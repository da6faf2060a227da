"""The door of the catalogue."""

from yutang.foundation.catalog.contracts import (
    BadProduct,
    CategoryChanges,
    CategoryNode,
    ImportedProducts,
    NewProduct,
    NewSku,
    ProductCard,
    ProductChanges,
    ProductDetail,
    ProductGone,
    ProductKind,
    ProductPage,
    ProductQuery,
    ProductSort,
    ProductStatus,
    ProductUnknown,
    SkuFacts,
    SkuView,
)
from yutang.foundation.catalog.selectors.category_tree import category_tree
from yutang.foundation.catalog.selectors.gone_products import gone_products
from yutang.foundation.catalog.selectors.prices import honest_original_fen, lowest_prices
from yutang.foundation.catalog.selectors.product_detail import product_detail, product_version
from yutang.foundation.catalog.selectors.products_page import product_cards, products_page, search_products
from yutang.foundation.catalog.selectors.sku_facts import skus_by_ids, skus_by_no, skus_of_product
from yutang.foundation.catalog.services.add_category import add_category
from yutang.foundation.catalog.services.add_sales import add_sales
from yutang.foundation.catalog.services.arrange_pictures import arrange_pictures
from yutang.foundation.catalog.services.create_category import create_category
from yutang.foundation.catalog.services.create_product import create_product
from yutang.foundation.catalog.services.delete_product import delete_product
from yutang.foundation.catalog.services.import_products import import_products
from yutang.foundation.catalog.services.update_category import update_category
from yutang.foundation.catalog.services.update_product import update_product

__all__ = [
    "BadProduct",
    "CategoryChanges",
    "CategoryNode",
    "ImportedProducts",
    "NewProduct",
    "NewSku",
    "ProductCard",
    "ProductChanges",
    "ProductDetail",
    "ProductGone",
    "ProductKind",
    "ProductPage",
    "ProductQuery",
    "ProductSort",
    "ProductStatus",
    "ProductUnknown",
    "SkuFacts",
    "SkuView",
    "add_category",
    "add_sales",
    "arrange_pictures",
    "category_tree",
    "create_category",
    "create_product",
    "delete_product",
    "gone_products",
    "honest_original_fen",
    "import_products",
    "lowest_prices",
    "product_cards",
    "product_detail",
    "product_version",
    "products_page",
    "search_products",
    "skus_by_ids",
    "skus_by_no",
    "skus_of_product",
    "update_category",
    "update_product",
]
