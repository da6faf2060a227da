"""Put the pictures of a product in another order, or take some away."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.catalog.contracts import ProductChanges, ProductDetail, ProductUnknown
from yutang.foundation.catalog.models import Product
from yutang.foundation.catalog.services.update_product import update_product
from yutang.kernel.errors import Conflict


@transaction.atomic
def arrange_pictures(product_id: int, pictures: Sequence[str], *, actor: str) -> ProductDetail:
    """Keep these of the product's pictures, in this order; the first one stands in lists. Audited.

    A picture that the product has no longer is a Conflict: somebody else was here in between. The files stay, because
    orders show them.
    """
    row = Product.objects.select_for_update().filter(pk=product_id).first()
    if row is None:
        raise ProductUnknown(product_id)
    if len(set(pictures)) != len(pictures) or not set(pictures) <= set(row.pictures):
        raise Conflict("pictures_changed", "图片刚被别人改过，请重新打开再排", field="pictures")
    return update_product(product_id, ProductChanges(pictures=tuple(pictures)), actor=actor)
