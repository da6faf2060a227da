"""Stop selling a product for good."""

from yutang.foundation.catalog.contracts import ProductChanges, ProductStatus
from yutang.foundation.catalog.services.update_product import update_product


def delete_product(product_id: int, *, actor: str) -> None:
    """Mark the product as deleted: its links answer "gone", orders and statistics keep pointing to it."""
    update_product(product_id, ProductChanges(status=ProductStatus.DELETED), actor=actor)
