"""List a new product."""

from django.db import transaction

from yutang.foundation.catalog.contracts import BadProduct, NewProduct, ProductDetail
from yutang.foundation.catalog.events import ProductChanged
from yutang.foundation.catalog.models import Category, Product
from yutang.foundation.catalog.selectors.product_detail import product_detail
from yutang.foundation.catalog.services.import_products import insert_products
from yutang.kernel.errors import Conflict
from yutang.kernel.outbox import publish


@transaction.atomic
def create_product(product: NewProduct) -> ProductDetail:
    """List the product with its SKUs and first prices; a number that exists already is a Conflict."""
    if Product.objects.filter(no=product.no).exists():
        raise Conflict("product_exists", "这个货号已经有了", field="no", product_no=product.no)
    if product.category_id is not None and not Category.objects.filter(pk=product.category_id).exists():
        raise BadProduct("category_id", "没有找到这个分类", product_no=product.no)
    product_id = insert_products([product])[product.no]
    publish(ProductChanged(product_id, 1, product.status.value))
    return product_detail(product_id, include_hidden=True)
