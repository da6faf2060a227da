"""Whether a rule is about a SKU."""

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.contracts import Scope

# The narrower a scope, the higher: a template for one product goes before one for its category.
NARROWNESS = {"all": 0, "category": 1, "product": 2, "sku": 3}


def in_scope(scope: Scope, sku: SkuFacts) -> bool:
    """Whether a rule with this scope is about this SKU."""
    if scope.kind == "all":
        return True
    if scope.kind == "product":
        return sku.product_id in scope.ids
    if scope.kind == "sku":
        return sku.sku_id in scope.ids
    if scope.kind == "category":
        return sku.category_id in scope.ids or not scope.ids.isdisjoint(sku.category_path)
    return False
