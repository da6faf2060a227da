"""Which products can no longer be shown."""

from collections.abc import Collection

from yutang.foundation.catalog.contracts import ProductStatus
from yutang.foundation.catalog.models import Product


def gone_products(product_ids: Collection[int]) -> set[int]:
    """Return those that were deleted or never existed, in one query; off sale still has a page."""
    shown = Product.objects.filter(pk__in=product_ids).exclude(status=ProductStatus.DELETED)
    return set(product_ids) - set(shown.values_list("pk", flat=True))
