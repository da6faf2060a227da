"""Which products can no longer be shown."""

from collections.abc import Collection

from yutang.foundation.catalog.contracts import ProductStatus
from yutang.foundation.catalog.models import Product
from yutang.kernel.queries import Many, Query

_SHOWN = Query(
    lambda: (
        Product.objects.filter(pk__among=Many("ids"))
        .exclude(status=ProductStatus.DELETED)
        .order_by()
        .values_list("pk")
    )
)


def gone_products(product_ids: Collection[int]) -> set[int]:
    """Return those that were deleted or never existed, in one query; off sale still has a page."""
    return set(product_ids) - set(_SHOWN.column(ids=product_ids))
